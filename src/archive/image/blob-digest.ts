import { createHash, type Hash } from 'node:crypto';
import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';

/** @throws CheckpointError `invalid-archive` if the bytes are not those of the digest */
export function verifyDigest(bytes: Uint8Array, digest: string, place: Place): void {
  checkHash(digestHash(digest, place).update(bytes), digest, place);
}

/** Passes the chunks on and verifies them behind the last one. */
export async function* verifiedChunks(
  chunks: AsyncIterable<Uint8Array>,
  digest: string,
  place: Place,
): AsyncGenerator<Uint8Array> {
  const hash = digestHash(digest, place);
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  checkHash(hash, digest, place);
}

/** The two algorithms that the OCI image spec registers. */
function digestHash(digest: string, place: Place): Hash {
  const algorithm = digest.slice(0, digest.indexOf(':'));
  if (algorithm === 'sha256' || algorithm === 'sha512') return createHash(algorithm);
  throw new CheckpointError('unsupported', `has a digest of an unknown kind: ${digest}`, place);
}

function checkHash(hash: Hash, digest: string, place: Place): void {
  if (hash.digest('hex') !== digest.slice(digest.indexOf(':') + 1)) {
    throw new CheckpointError(
      'invalid-archive',
      `damaged blob: it does not match ${digest}`,
      place,
    );
  }
}
