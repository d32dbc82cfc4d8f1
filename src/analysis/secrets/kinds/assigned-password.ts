import { entropyOf } from '../entropy.js';
import { isPlaceholder } from '../placeholder.js';
import { regexp, type FormMatch, type Judgement, type SecretKind } from '../secret-kind.js';

const UPPER = ['PASSWORD', 'PASSWD', 'SECRET', 'TOKEN', 'API_?KEY', 'ACCESS_KEY', 'CREDENTIALS?'];

/** `DB_PASSWORD=...` as it stands in an environment, or in the memory of a shell. */
export const environmentVariable: SecretKind = {
  name: 'environment-variable',
  describe: 'Variable of an environment whose name says that it is secret',
  starts: UPPER.map((name) => regexp(`${name}[A-Z0-9_]{0,32}=[!-~]`)),
  form: new RegExp(
    `(?<=(?:^|[\\0\\n]|export |declare -x )(?<before>[A-Z0-9_]{0,40}))(?<name>(?:${UPPER.join('|')})[A-Z0-9_]{0,32})=` +
      `(?<quote>["']?)(?<secret>[^\\0-\\x1f\\x7f]{1,400}?)\\k<quote>(?=[\\0\\r\\n]|$)`,
  ),
  judge(match) {
    const secret = beforeCommand(match.secret);
    if (isPlaceholder(secret)) return undefined;
    return { ...judge({ ...match, secret }), length: secret.length };
  },
};

/** A shell's line assigns before its command: `TOKEN=... curl -s ...`. */
function beforeCommand(value: string): string {
  const [, first = '', rest = ''] = /^(\S+)(\s.*)$/.exec(value) ?? [];
  return /[/;|&"']|\s-/.test(rest) ? first : value;
}

const LOWER = [
  'password',
  'passwd',
  'passphrase',
  'api[_-]?key',
  'secret[_-]?key',
  'client[_-]?secret',
  'access[_-]?token',
  'auth[_-]?token',
  'token',
];

/** `--password=...`, `"password": "..."`, `token = "..."`. */
export const assignedPassword: SecretKind = {
  name: 'assigned-password',
  describe: 'What is assigned to a password, key or token by its name',
  starts: LOWER.map((name) => regexp(`(?i)${name}[\\\\"']{0,2}[ \\t]{0,4}[=:][ \\t]{0,4}[!-~]`)),
  form: new RegExp(
    `(?<=(?<before>[\\w-]{0,40}))(?<name>${LOWER.join('|')})\\\\?["']?[ \\t]{0,4}(?<sign>[=:])(?<blank>[ \\t]{0,4})` +
      `(?<quote>\\\\?["']|)(?<secret>[^\\0-\\x20\\x7f"'\\\\,;&]{6,256})\\k<quote>(?=[\\0\\s"',;&)}\\]]|$)`,
    'i',
  ),
  judge(match) {
    const { secret, groups } = match;
    // Code and prose assign words and calls: what is meant to be secret has letters and digits.
    if (isPlaceholder(secret) || !/[A-Za-z]/.test(secret) || !/[0-9]/.test(secret))
      return undefined;
    const isBare = groups['quote'] === '';
    if (isBare && (groups['sign'] !== '=' || groups['blank'] !== '')) return undefined;
    if (isBare && /[()[\]{}<>|]|^[\w$]+(?:\.[\w$]+)+$/.test(secret)) return undefined;
    return judge(match);
  },
};

/** Entropy tells people something; no value is left out by it. */
function judge({ secret, groups: { before = '', name = '' } }: FormMatch): Judgement {
  const detail = `${before}${name}, ${entropyOf(secret).toFixed(1)} bits a character`;
  return { check: 'form', detail };
}
