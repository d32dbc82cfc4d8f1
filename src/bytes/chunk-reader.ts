const NOTHING = new Uint8Array(0);

/** Takes exact amounts out of chunks of any size. */
export class ChunkReader {
  /** Bytes taken or skipped so far. */
  offset = 0;
  private readonly iterator: AsyncIterator<Uint8Array>;
  private chunk: Uint8Array = NOTHING;
  /** What `chunk` was before the last part was taken of it. */
  private before: Uint8Array = NOTHING;
  private failure: Error | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.iterator = chunks[Symbol.asyncIterator]();
  }

  /** The next `length` bytes; fewer only where the chunks end. */
  async read(length: number): Promise<Uint8Array> {
    const first = await this.readSome(length);
    if (first === undefined || first.length === length) return first ?? NOTHING;
    const parts = [first];
    let missing = length - first.length;
    while (missing > 0) {
      const part = await this.readSome(missing);
      if (part === undefined) break;
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** What is at hand, uncopied, at most `most` bytes; undefined at the end. */
  async readSome(most: number): Promise<Uint8Array | undefined> {
    if (most === 0) return NOTHING;
    if (!(await this.fill())) return undefined;
    const part = this.chunk.subarray(0, most);
    this.before = this.chunk;
    this.chunk = this.chunk.subarray(part.length);
    this.offset += part.length;
    return part;
  }

  /** Gives back the last `count` bytes of the part that `readSome` gave last. */
  unread(count: number): void {
    const taken = this.before.length - this.chunk.length;
    if (count > taken) throw new RangeError('more than was read');
    this.chunk = this.before.subarray(taken - count);
    this.offset -= count;
  }

  /** Skips `length` bytes, or what there is. Returns how many it were. */
  async skip(length: number): Promise<number> {
    const from = this.offset;
    while (this.offset - from < length) {
      if ((await this.readSome(length - (this.offset - from))) === undefined) break;
    }
    return this.offset - from;
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const part = await this.readSome(Infinity);
      if (part === undefined) return;
      yield part;
    }
  }

  /** Tells whoever makes the chunks that no more are wanted. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  private async fill(): Promise<boolean> {
    while (this.chunk.length === 0) {
      const next = await this.next();
      if (next.done === true) return false;
      this.chunk = next.value;
    }
    return true;
  }

  /** Whoever reads on after an error gets the same error, rather than an end. */
  private async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.failure !== undefined) throw this.failure;
    try {
      return await this.iterator.next();
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}
