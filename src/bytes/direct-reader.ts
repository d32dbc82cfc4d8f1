import { closeSync, constants, openSync } from 'node:fs';
import { checkRange, fillFromFile, type ByteSource, type FileRange } from './byte-source.js';
import { fileError } from './file-error.js';
import { ReusedMemory } from './reused-memory.js';

/** A replaced file must neither lead elsewhere nor keep one waiting. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads large sources piece by piece into memory that is used again and again, also those whose file is
 * opened for it, such as the images of a directory.
 */
export class DirectReader {
  private readonly memory: ReusedMemory;
  private opened: { readonly path: Uint8Array; readonly fd: number } | undefined;

  /** @param size most bytes that are read at once */
  constructor(size: number) {
    this.memory = new ReusedMemory(size);
  }

  /**
   * Good until the next call.
   * @throws CheckpointError `unexpected-eof` when the source ends before
   */
  read(source: ByteSource, offset: number, length: number): Uint8Array {
    const { inFile, place } = source;
    if (inFile === undefined) return source.read(offset, length);
    checkRange(source, offset, length);
    const bytes = this.memory.take(length);
    fillFromFile(bytes, this.descriptor(inFile.file), inFile.offset, offset, place);
    return bytes;
  }

  close(): void {
    if (this.opened !== undefined) closeSync(this.opened.fd);
    this.opened = undefined;
  }

  private descriptor(file: FileRange['file']): number {
    if ('fd' in file) return file.fd;
    if (this.opened?.path !== file.path) {
      this.close();
      try {
        this.opened = { path: file.path, fd: openSync(Buffer.from(file.path), FLAGS) };
      } catch (error) {
        throw fileError('open', Buffer.from(file.path).toString(), error);
      }
    }
    return this.opened.fd;
  }
}
