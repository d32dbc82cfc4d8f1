import type { IncomingMessage } from 'node:http';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { Stalled } from '../network-error.js';

/** What a server sends behind the headers, once. */
export class HttpBody {
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(
    private readonly message: IncomingMessage,
    private readonly timeoutMs: number,
  ) {
    const chunks = message as AsyncIterable<Uint8Array>;
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * The next bytes; undefined at the end. While nobody waits for them the server may take its time.
   * @throws Stalled, and what Node throws when the connection is cut
   */
  async next(): Promise<Uint8Array | undefined> {
    const timer = setTimeout(() => {
      this.message.destroy(new Stalled(this.timeoutMs));
    }, this.timeoutMs);
    try {
      const next = await this.chunks.next();
      return next.done === true ? undefined : next.value;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws CheckpointError `limit` */
  async bytes(most: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) {
      size += chunk.length;
      if (size > most) {
        this.drop();
        throw new CheckpointError('limit', `the server sends more than ${most} bytes`);
      }
      parts.push(chunk);
    }
    return Buffer.concat(parts);
  }

  /** Nobody wants it: what is short is read, so that the connection is of use. */
  async skip(): Promise<void> {
    try {
      await this.bytes(64 * 1024);
    } catch {
      this.drop();
    }
  }

  /** The connection ends with it. */
  drop(): void {
    this.message.on('error', () => undefined);
    this.message.destroy();
  }
}
