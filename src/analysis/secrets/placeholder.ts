/** What documentation writes in the place of a password. */
const WORDS =
  /^(?:my|your|the|some|new|old|user|db|root|admin|test)?[-_ ]?(?:pass(?:word|wd|phrase)?|pwd?|secret|token|key|api[-_]?key|changeme|example|none|null|nil|undefined|true|false|redacted|hidden|string|value|user(?:name)?|placeholder|foo|bar)$/i;

/** Variables of shells and templates, brackets, stars and dots. */
const MARKS = /[<>{}\\]|\$[({A-Za-z_]|%[sdvq(]|^[*.xX#-]+$|\.\.\./;

/** Whether it stands for a secret without being one. */
export function isPlaceholder(text: string): boolean {
  return WORDS.test(text) || MARKS.test(text) || new Set(text).size === 1;
}
