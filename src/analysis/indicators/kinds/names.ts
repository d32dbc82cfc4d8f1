import { createHash } from 'node:crypto';
import { parse } from 'tldts';
import { regexp, type SecretKind } from '../../secrets/secret-kind.js';

/** Whether a name ends in a public suffix, and has something before it. */
export function isDomain(name: string): boolean {
  const { isIcann, domain, publicSuffix } = parse(name);
  // Names of onion services are no names of the DNS.
  return isIcann === true && domain !== null && publicSuffix !== 'onion';
}

/**
 * Suffixes by which a name is taken for one wherever it stands. The others are as often ends of file names or
 * fields of objects (py, sh, id, io): those names are told where they stand in a URL or an address of mail.
 */
const SUFFIXES = 'com|net|org|info|biz|xyz|top|club|online|site|shop|ru|cn|su|edu|gov';

export const domain: SecretKind = {
  name: 'domain',
  describe: 'Name of a domain with a public suffix',
  starts: [regexp(`[a-z0-9]\\.(?:${SUFFIXES})`)],
  // What stands before is tried first, and is never longer than a name can be.
  form: /(?<=(?<![\w.@/%=-])[a-z0-9.-]{0,252})[a-z0-9](?:\.[a-z0-9-]{1,63}){1,8}(?<=(?<![\w.@/%=-])(?<secret>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}))(?![\w-]|\.\w|\()/,
  judge({ secret }) {
    return isDomain(secret) ? { check: 'valid', identity: `domain ${secret}` } : undefined;
  },
};

export const mail: SecretKind = {
  name: 'email',
  describe: 'Address of mail',
  starts: [regexp('[A-Za-z0-9_]@[A-Za-z0-9]')],
  form: /(?<=(?<![\w.+:/-])[\w.+-]{0,60})\w@[A-Za-z0-9.-]{1,253}(?<=(?<![\w.+:/-])(?<secret>[A-Za-z0-9_][\w.+-]{0,60}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}))(?![\w@-])/,
  judge({ secret }) {
    const [, host = ''] = secret.split('@');
    return isDomain(host.toLowerCase())
      ? { check: 'valid', identity: `email ${secret.toLowerCase()}` }
      : undefined;
  },
};

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Tor's rend-spec-v3, 6: public key, two bytes of a checksum, and the version, 3. */
export const onion: SecretKind = {
  name: 'onion',
  describe: 'Address of an onion service',
  starts: [regexp('\\.onion')],
  form: /\.onion(?<=(?<![a-z2-7])(?<secret>[a-z2-7]{56}\.onion))(?!\w)/,
  judge({ secret }) {
    let value = 0n;
    for (const digit of secret.slice(0, 56)) value = value * 32n + BigInt(BASE32.indexOf(digit));
    const bytes = Buffer.from(value.toString(16).padStart(70, '0'), 'hex');
    const [key, sum, version] = [bytes.subarray(0, 32), bytes.subarray(32, 34), bytes[34]];
    const expected = createHash('sha3-256')
      .update('.onion checksum')
      .update(key)
      .update(Uint8Array.of(3))
      .digest();
    if (version !== 3 || !sum.equals(expected.subarray(0, 2))) return undefined;
    return { check: 'valid', identity: `onion ${secret}` };
  },
};
