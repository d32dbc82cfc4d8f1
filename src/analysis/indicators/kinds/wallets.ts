import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3';
import { decodeBase58 } from '../base58.js';
import { isBech32 } from '../bech32.js';
import { regexp, type Judgement, type SecretKind } from '../../secrets/secret-kind.js';

const BASE58 = '[1-9A-HJ-NP-Za-km-z]';

const valid = (value: string): Judgement => ({ check: 'valid', identity: `wallet ${value}` });

/** Version and hash, and the first four bytes of a doubled SHA-256 over them. */
export const bitcoin: SecretKind = {
  name: 'bitcoin',
  describe: 'Address of Bitcoin',
  starts: [regexp(`[13]${BASE58}{25}`), regexp('bc1[02-9ac-hj-np-z]{11}')],
  form: new RegExp(`(?<![\\w+/])(?:[13]${BASE58}{25,34}|bc1[02-9ac-hj-np-z]{11,71})(?![\\w+/=])`),
  judge({ whole }) {
    if (whole.startsWith('bc1')) return isBech32(whole, 'bc') ? valid(whole) : undefined;
    const bytes = decodeBase58(whole, 25);
    if (bytes === undefined || ![0, 5].includes(bytes[0] ?? -1)) return undefined;
    const once = createHash('sha256').update(bytes.subarray(0, 21)).digest();
    const twice = createHash('sha256').update(once).digest();
    return twice.subarray(0, 4).equals(bytes.subarray(21)) ? valid(whole) : undefined;
  },
};

/** EIP-55: the hash of the address says which letters are large. */
export const ethereum: SecretKind = {
  name: 'ethereum',
  describe: 'Address of Ethereum',
  starts: [regexp('0x[0-9a-fA-F]{40}')],
  form: /(?<![\w+/])0x[0-9a-fA-F]{40}(?![\w+/=])/,
  judge({ whole }) {
    const digits = whole.slice(2);
    // Without letters in two cases there is no checksum, and any pointer or hash may look so.
    if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return undefined;
    const hash = Buffer.from(keccak_256(digits.toLowerCase())).toString('hex');
    const isRight = Array.from(digits).every(
      (digit, index) =>
        digit ===
        (parseInt(hash[index] ?? '0', 16) >= 8 ? digit.toUpperCase() : digit.toLowerCase()),
    );
    return isRight ? valid(whole) : undefined;
  },
};

/** Blocks of eleven characters are eight bytes each; the last four bytes are of Keccak's hash. */
export const monero: SecretKind = {
  name: 'monero',
  describe: 'Address of Monero',
  starts: [regexp(`[48][0-9AB]${BASE58}{30}`)],
  form: new RegExp(`(?<![\\w+/])[48][0-9AB]${BASE58}{93}(?![\\w+/=])`),
  judge({ whole }) {
    const blocks = whole.match(/.{11}|.{7}$/g) ?? [];
    const parts = blocks.map((block) => decodeBase58(block, block.length === 11 ? 8 : 5));
    if (parts.length !== 9 || parts.includes(undefined)) return undefined;
    const bytes = Buffer.concat(parts.flatMap((part) => part ?? []));
    const sum = keccak_256(bytes.subarray(0, -4)).subarray(0, 4);
    return bytes.subarray(-4).equals(sum) ? valid(whole) : undefined;
  },
};
