/** What a server wants to know of who asks (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const VALUE = /\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;

/** The challenges of a `WWW-Authenticate` header; what is none ends them. */
export function parseChallenges(header: string): Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match === null) return undefined;
    at += match[0].length;
    return match;
  };
  for (;;) {
    take(/[\s,]*/y);
    const [word] = take(TOKEN) ?? [];
    if (word === undefined) return found;
    const value = take(VALUE);
    if (value === undefined) {
      found.push({ scheme: word.toLowerCase(), parameters: {} });
    } else {
      const parameters = found.at(-1)?.parameters;
      if (parameters === undefined) return found;
      parameters[word.toLowerCase()] = value[1]?.replace(/\\(.)/g, '$1') ?? value[2] ?? '';
    }
  }
}
