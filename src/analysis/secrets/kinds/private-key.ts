import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readOpenSshKey } from '../openssh-key.js';
import { publicKeyOf, sshFingerprint } from '../public-key.js';
import { hex, regexp, type Judgement, type SecretKind } from '../secret-kind.js';

/** A key of RSA with 16384 bits is as long in base64. */
const REACH = 14_000;

export const pemPrivateKey: SecretKind = {
  name: 'private-key',
  describe: 'Private key: PEM, OpenSSH, PGP',
  starts: [regexp('-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY')],
  form: /-----BEGIN (?<label>(?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?)-----(?<body>[^\0]{32,}?)-----END \k<label>-----/,
  reach: REACH,
  judge({ groups: { label = '', body = '' } }) {
    // JSON and shells write line feeds as two characters.
    const lines = body.replace(/\\+r/g, '').replace(/\\+n/g, '\n').replace(/\r/g, '');
    const base64 = lines.replace(/^[\w-]+:.*$/gm, '').replace(/\s/g, '');
    if (label.includes('PGP')) return judgePgp(base64);
    if (!/^[A-Za-z0-9+/]{32,}={0,2}$/.test(base64)) return undefined;
    const der = Buffer.from(base64, 'base64');
    if (label === 'OPENSSH PRIVATE KEY') return judgeOpenSsh(der);
    const kind = label.replace(/ ?PRIVATE KEY/, '');
    if (kind === 'ENCRYPTED' || lines.includes('ENCRYPTED')) {
      return {
        check: 'form',
        detail: [kind.replace('ENCRYPTED', ''), 'encrypted'].join(' ').trim(),
      };
    }
    const pem = `-----BEGIN ${label}-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
    const key = parse(() => createPrivateKey(pem));
    return key ? judgementOf(key) : { check: 'invalid', detail: 'it cannot be parsed' };
  },
};

/** Versions, numbers and object identifiers that DER of a private key begins with. */
const DER_STARTS = [
  // PKCS#8 (RFC 5208): RSA, curves, Ed25519.
  '30 82 ?? ?? 02 01 00 30',
  '30 81 ?? 02 01 00 30',
  '30 2e 02 01 00 30 05 06 03 2b 65',
  // PKCS#1 (RFC 8017): version and modulus.
  '30 82 ?? ?? 02 01 00 02 8',
  // SEC1 (RFC 5915): version and the number itself, 32, 48 or 66 bytes.
  '30 77 02 01 01 04 20',
  '30 81 ?? 02 01 01 04 30',
  '30 81 ?? 02 01 01 04 42',
];

export const derPrivateKey: SecretKind = {
  name: 'private-key',
  describe: 'Private key: DER, as programs have them in memory',
  starts: DER_STARTS.map((start) => hex(start.endsWith(' 8') ? `${start}?` : start)),
  form: /0(?:\x82[^]{2}|\x81[^]|[.w])\x02\x01[\0\x01][0\x02\x04][^]*/,
  reach: 4800,
  judge({ whole }) {
    const bytes = Buffer.from(whole, 'latin1');
    const length = derLength(bytes);
    if (length === undefined) return undefined;
    const key = bytes.subarray(0, length);
    for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
      const parsed = parse(() => createPrivateKey({ key, format: 'der', type }));
      if (parsed) return { ...judgementOf(parsed), length };
    }
    return undefined;
  },
};

/** Bytes of the whole; undefined where there are not so many. */
function derLength(bytes: Buffer): number | undefined {
  const first = bytes[1] ?? 0;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 2 || bytes.length < 2 + count) return undefined;
  const length = 2 + count + (count === 0 ? first : bytes.readUIntBE(2, count));
  return length <= bytes.length ? length : undefined;
}

function judgementOf(key: KeyObject): Judgement {
  const { type, ssh, sha256 } = publicKeyOf(key);
  const detail = [type, ssh].filter((part) => part !== undefined).join(', ');
  return { check: 'valid', detail, identity: `key ${sha256}`, publicKey: sha256 };
}

function judgeOpenSsh(bytes: Buffer): Judgement {
  const key = readOpenSshKey(bytes);
  if (key === undefined) return { check: 'invalid', detail: 'OpenSSH, it cannot be parsed' };
  const ssh = sshFingerprint(key.blob);
  const { type, sha256 } = key.publicKey ? publicKeyOf(key.publicKey) : { type: key.type };
  const state = key.cipher === 'none' ? [] : [`encrypted by ${key.cipher}`];
  return {
    check: 'valid',
    detail: [type, ssh, ...state].join(', '),
    identity: `key ${sha256 ?? ssh}`,
    ...(sha256 !== undefined && { publicKey: sha256 }),
  };
}

/** The first packet is a secret key (RFC 4880 4.3): tag 5, in the old or the new format. */
function judgePgp(armor: string): Judgement {
  const first = Buffer.from(armor.slice(0, 4), 'base64')[0] ?? 0;
  const tag = first & 0x40 ? first & 0x3f : (first & 0x3c) >> 2;
  return first & 0x80 && tag === 5
    ? { check: 'valid', detail: 'PGP' }
    : { check: 'invalid', detail: 'PGP, it does not begin with a secret key' };
}

function parse(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
