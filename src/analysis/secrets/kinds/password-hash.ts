import { regexp, type SecretKind } from '../secret-kind.js';

const SCHEMES: Readonly<Record<string, string>> = {
  '1': 'MD5',
  '5': 'SHA-256',
  '6': 'SHA-512',
  y: 'yescrypt',
};

/** As crypt(5) has them: how long each is, is a part of its form. */
const FORMS = [
  '\\$1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}',
  '\\$5\\$(?:rounds=[0-9]+\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43}',
  '\\$6\\$(?:rounds=[0-9]+\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}',
  '\\$y\\$[./0-9A-Za-z]+\\$[./0-9A-Za-z]{1,86}\\$[./0-9A-Za-z]{43}',
  '\\$2[abxy]\\$[0-9]{2}\\$[./0-9A-Za-z]{53}',
  '\\$argon2(?:id|i|d)\\$v=[0-9]+\\$m=[0-9]+,t=[0-9]+,p=[0-9]+\\$[+/0-9A-Za-z]{11,}\\$[+/0-9A-Za-z]{16,}',
];

export const passwordHash: SecretKind = {
  name: 'password-hash',
  describe: 'Hashed password, as in /etc/shadow',
  starts: [regexp('\\$(?:[156y]|2[abxy]|argon2id?)\\$[./0-9A-Za-z=,]{2}')],
  form: new RegExp(
    `(?<=(?:(?<![\\w.-])(?<user>[a-z_][\\w.-]{0,31}):)?)(?<secret>${FORMS.join('|')})(?![./0-9A-Za-z])`,
  ),
  judge({ secret, groups: { user } }) {
    const id = /^\$([^$]+)/.exec(secret)?.[1] ?? '';
    const scheme = SCHEMES[id] ?? (id.startsWith('2') ? 'bcrypt' : id);
    return { check: 'form', detail: [scheme, user && `of ${user}`].filter(Boolean).join(' ') };
  },
};
