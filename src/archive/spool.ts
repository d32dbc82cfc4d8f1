import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, fileSource, memorySource } from '../bytes/byte-source.js';
import type { Place } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { type Held, placed, takeAll } from './content.js';
import type { Content } from './member.js';

/** What is not larger is not worth a file. */
export const SMALL = 1024 ** 2;

/**
 * Keeps what passes by, such as the pages of a compressed archive, in a temporary file that has no name
 * any more, so that nobody else can open it and it is gone when the program ends, however that comes.
 */
export class Spool {
  private fd: number | undefined;
  private end = 0;

  /** The content in random access, or its beginning if it cannot be read to its end. Holes take no room. */
  async keep(content: Content, size: number): Promise<Held> {
    if (content.kind === 'source') return { source: content.source };
    const { packed, place } = content;
    const start = this.end;
    const stored = packed?.map.stored ?? size;
    const error = await takeAll(packed?.chunks ?? content.chunks, stored, place, (chunk) => {
      this.append(chunk);
    });
    return placed(this.source(start, this.end - start, place), content, error);
  }

  /** Everything that passes by, in random access; what is small stays in memory. */
  async keepChunks(chunks: AsyncIterable<Uint8Array>, place: Place): Promise<ByteSource> {
    const { source, error } = await this.keepBeginning(chunks, place);
    if (error !== undefined) throw error;
    return source;
  }

  /** The same, and of what cannot be read to its end the beginning. */
  async keepBeginning(chunks: AsyncIterable<Uint8Array>, place: Place): Promise<Held> {
    const inMemory: Uint8Array[] = [];
    const start = this.end;
    let size = 0;
    const error = await takeAll(chunks, undefined, place, (chunk) => {
      const wasSmall = size <= SMALL;
      size += chunk.length;
      if (wasSmall) inMemory.push(chunk);
      if (size <= SMALL) return;
      for (const each of wasSmall ? inMemory.splice(0) : [chunk]) this.append(each);
    });
    const source =
      size <= SMALL
        ? memorySource(Buffer.concat(inMemory, size), place)
        : this.source(start, size, place);
    return { source, ...(error !== undefined && { error }) };
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }

  private source(start: number, length: number, place: Place): ByteSource {
    if (length === 0) return memorySource(new Uint8Array(0), place);
    return fileSource(this.descriptor(), length, place, start);
  }

  private append(bytes: Uint8Array): void {
    const fd = this.descriptor();
    for (let done = 0; done < bytes.length;) {
      try {
        const count = writeSync(fd, bytes, done, bytes.length - done, this.end);
        done += count;
        this.end += count;
      } catch (error) {
        throw fileError('write', temporaryFile(), error);
      }
    }
  }

  private descriptor(): number {
    this.fd ??= openNameless();
    return this.fd;
  }
}

function temporaryFile(): string {
  return `a temporary file in ${tmpdir()} (set TMPDIR to use another directory)`;
}

/**
 * A temporary file that has no name any more. Whoever opens it closes it.
 * @throws CheckpointError when the system refuses
 */
export function openNameless(): number {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'checkpointctl-'));
    try {
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
      return openSync(join(directory, 'spool'), flags, 0o600);
    } finally {
      rmSync(directory, { recursive: true });
    }
  } catch (error) {
    throw fileError('create', temporaryFile(), error);
  }
}
