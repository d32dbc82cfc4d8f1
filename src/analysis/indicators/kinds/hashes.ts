import { regexp, type SecretKind } from '../../secrets/secret-kind.js';

const BY_LENGTH: Readonly<Record<number, string>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256',
  128: 'sha512',
};

/** Digits of a hash are as good as random: runs and patterns are none. */
const LEAST_DIFFERENT = 8;

export const fileHash: SecretKind = {
  name: 'hash',
  describe: 'Hash of a file, by its length',
  starts: [regexp('[0-9a-f]{32}')],
  form: /(?<![\w+/-])(?:[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![\w+/=-])/,
  judge({ whole }) {
    if (new Set(whole).size < LEAST_DIFFERENT || !/[a-f]/.test(whole)) return undefined;
    return { check: 'form', detail: BY_LENGTH[whole.length] ?? '', identity: `hash ${whole}` };
  },
};
