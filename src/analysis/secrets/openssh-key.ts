import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** What a file of OpenSSH tells of a key (PROTOCOL.key of OpenSSH). */
export interface OpenSshKey {
  readonly cipher: string;
  /** The public key as SSH sends it. */
  readonly blob: Uint8Array;
  /** Undefined for types that node:crypto does not have, such as those of security tokens. */
  readonly publicKey?: KeyObject;
  readonly type: string;
}

const MAGIC = 'openssh-key-v1\0';

/** Undefined for what is no such file, or is damaged before its public key ends. */
export function readOpenSshKey(bytes: Uint8Array): OpenSshKey | undefined {
  const buffer = Buffer.from(bytes);
  if (buffer.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const outer = new Fields(buffer.subarray(MAGIC.length));
  const [cipher, kdf, options] = [outer.next(), outer.next(), outer.next()];
  const count = outer.number();
  const blob = outer.next();
  if (cipher === undefined || kdf === undefined || options === undefined) return undefined;
  if (count !== 1 || blob === undefined) return undefined;
  const secret = outer.next();
  if (secret === undefined) return undefined;
  // Not encrypted, it begins with the same number twice.
  const isPlain = cipher.toString() === 'none';
  if (isPlain && !secret.subarray(0, 4).equals(secret.subarray(4, 8))) return undefined;
  const type = new Fields(blob).next()?.toString('latin1') ?? '';
  const publicKey = publicKeyOf(blob);
  return {
    ...{ cipher: cipher.toString('latin1'), blob, type },
    ...(publicKey !== undefined && { publicKey }),
  };
}

function publicKeyOf(blob: Buffer): KeyObject | undefined {
  const key = jwkOf(new Fields(blob));
  if (key === undefined) return undefined;
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function jwkOf(fields: Fields): JsonWebKey | undefined {
  const type = fields.next()?.toString('latin1');
  const [first, second] = [fields.next(), fields.next()];
  const text = (bytes: Buffer | undefined) => bytes?.toString('base64url') ?? '';
  switch (type) {
    case 'ssh-rsa':
      return { kty: 'RSA', e: text(first), n: text(second?.subarray(second[0] === 0 ? 1 : 0)) };
    case 'ssh-ed25519':
      return { kty: 'OKP', crv: 'Ed25519', x: text(first) };
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521': {
      const half = ((second?.length ?? 1) - 1) / 2;
      const crv = `P-${type.slice(-3)}`;
      return {
        ...{ kty: 'EC', crv, x: text(second?.subarray(1, 1 + half)) },
        y: text(second?.subarray(1 + half)),
      };
    }
    default:
      return undefined;
  }
}

/** Byte strings with their lengths before them. */
class Fields {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  number(): number | undefined {
    if (this.at + 4 > this.bytes.length) return undefined;
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }

  next(): Buffer | undefined {
    const length = this.number();
    if (length === undefined || this.at + length > this.bytes.length) return undefined;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
