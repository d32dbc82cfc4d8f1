import { createHash } from 'node:crypto';

/** What was hashed. */
export interface Digest {
  /** Hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Chunks that are hashed while somebody else reads them. What the reader leaves is hashed all the same, and
 * a reader that stops early does not end them.
 */
export class HashedChunks {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private readonly hash = createHash('sha256');
  private size = 0;

  /** @param onBytes told of every chunk */
  constructor(
    chunks: AsyncIterable<Uint8Array>,
    private readonly onBytes: (count: number) => void = () => undefined,
  ) {
    this.iterator = chunks[Symbol.asyncIterator]();
  }

  /** For the reader. */
  async *passing(): AsyncGenerator<Uint8Array> {
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) {
      yield chunk;
    }
  }

  /** Hashes what is left. */
  async finish(): Promise<Digest> {
    while ((await this.next()) !== undefined);
    return { sha256: this.hash.digest('hex'), size: this.size };
  }

  private async next(): Promise<Uint8Array | undefined> {
    const next = await this.iterator.next();
    if (next.done === true) return undefined;
    this.hash.update(next.value);
    this.size += next.value.length;
    this.onBytes(next.value.length);
    return next.value;
  }
}
