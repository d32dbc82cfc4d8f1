import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** What can be told of a key pair without its secret half. */
export interface PublicKey {
  /** `RSA 2048 bits`, `EC P-256`, `Ed25519`. */
  readonly type: string;
  /** As `ssh-keygen -l` prints it; undefined where SSH has no such keys. */
  readonly ssh?: string;
  /** SHA-256 of the DER that `openssl pkey -pubout -outform DER` writes. */
  readonly sha256: string;
}

export function publicKeyOf(key: KeyObject): PublicKey {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  const der = half.export({ format: 'der', type: 'spki' });
  const jwk = exportJwk(half);
  const blob = jwk && sshBlob(jwk);
  return {
    type: typeOf(half, jwk),
    sha256: createHash('sha256').update(der).digest('hex'),
    ...(blob !== undefined && { ssh: sshFingerprint(blob) }),
  };
}

export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** Keys of some types have none. */
function exportJwk(key: KeyObject): JsonWebKey | undefined {
  try {
    return key.export({ format: 'jwk' });
  } catch {
    return undefined;
  }
}

function typeOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, jwk?: JsonWebKey): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined)
    return `${(asymmetricKeyType ?? '').toUpperCase()} ${modulusLength} bits`;
  if (namedCurve !== undefined) return `EC ${jwk?.crv ?? namedCurve}`;
  return jwk?.crv ?? asymmetricKeyType ?? 'key';
}

const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'nistp256',
  'P-384': 'nistp384',
  'P-521': 'nistp521',
};

/** The public key as SSH sends it (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4). */
function sshBlob({ kty, crv, n, e, x, y }: JsonWebKey): Uint8Array | undefined {
  const bytes = (text = '') => Buffer.from(text, 'base64url');
  if (kty === 'RSA') return Buffer.concat([text('ssh-rsa'), integer(bytes(e)), integer(bytes(n))]);
  if (crv === 'Ed25519') return Buffer.concat([text('ssh-ed25519'), field(bytes(x))]);
  const curve = CURVES[crv ?? ''];
  if (curve === undefined) return undefined;
  const point = Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]);
  return Buffer.concat([text(`ecdsa-sha2-${curve}`), text(curve), field(point)]);
}

const text = (value: string) => field(Buffer.from(value));

function field(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A positive one does not begin with a set bit. */
function integer(bytes: Uint8Array): Buffer {
  return field((bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}
