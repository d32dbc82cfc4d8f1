/** A word of a command line as it stands there, and as a program gets it. */
export interface ShellWord {
  readonly raw: string;
  readonly text: string;
  /** Whether quotes or a sign that the shell would expand are in it: then nothing can be put behind it. */
  readonly isPlain: boolean;
}

/**
 * The words of a line as far as it is typed, by the quoting that shells have in common; the last one, which may be
 * empty, is being typed. Nothing is expanded but the home directory.
 */
export function splitShellLine(line: string, home = ''): ShellWord[] {
  const words: ShellWord[] = [];
  let at = 0;
  let end = -1;
  while (at < line.length) {
    if (isBlank(line.charAt(at))) {
      at++;
      continue;
    }
    const begin = at;
    let text = '';
    let isPlain = true;
    for (let quote = ''; at < line.length; at++) {
      const char = line.charAt(at);
      if (quote === '' && isBlank(char)) break;
      if (char === quote) quote = '';
      else if (quote === '' && (char === "'" || char === '"')) {
        quote = char;
        isPlain = false;
      } else if (char === '\\' && quote !== "'") {
        at++;
        text += line.charAt(at);
      } else {
        if (quote !== "'" && (char === '$' || char === '`')) isPlain = false;
        text += char;
      }
    }
    at = Math.min(at, line.length);
    end = at;
    const raw = line.slice(begin, at);
    words.push({ raw, text: raw.startsWith('~/') ? home + text.slice(1) : text, isPlain });
  }
  if (end !== line.length) words.push({ raw: '', text: '', isPlain: true });
  return words;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n';
}

/** The word as it is typed, so that the shell takes it for nothing but itself. */
export function quoteWord(text: string): string {
  return text.replace(/[^\p{L}\p{N}_./,:@%+=-]/gu, '\\$&');
}

/**
 * The word as PowerShell takes it for nothing but itself: in single quotes, in which nothing is expanded. Those that
 * typographers set end them, too (about_Quoting_Rules).
 */
export function quotePowerShell(text: string): string {
  if (/^(?:--)?[\p{L}\p{N}_./:][\p{L}\p{N}_./:=+-]*$/u.test(text)) return text;
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
