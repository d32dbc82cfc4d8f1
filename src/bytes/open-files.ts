import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type ByteSource, checkRange, fileSource, fillFromFile } from './byte-source.js';
import { CheckpointError, type Place } from './checkpoint-error.js';
import { fileError } from './file-error.js';
import { decodeText } from './text.js';

/** Files that are open at a time. */
const MAX_OPEN = 16;

/** Many files of a directory, each opened when its bytes are asked for. */
export class OpenFiles {
  /** Paths as latin1 text; the one used last stands last. */
  private readonly open = new Map<string, number>();

  /** A file that lstat called a regular one of `size` bytes. */
  source(path: Uint8Array, size: number, place: Place): ByteSource {
    const descriptor = () => this.descriptor(path);
    return {
      size,
      place,
      inFile: { file: { path }, offset: 0 },
      read: (offset, length) => fileSource(descriptor(), size, place).read(offset, length),
      fill(offset, target) {
        checkRange(this, offset, target.length);
        fillFromFile(target, descriptor(), 0, offset, place);
      },
    };
  }

  close(): void {
    for (const fd of this.open.values()) closeSync(fd);
    this.open.clear();
  }

  /** The open file of a path; it may be closed at the next question. */
  descriptor(path: Uint8Array): number {
    const key = Buffer.from(path).toString('latin1');
    const fd = this.open.get(key) ?? openRegular(path);
    this.open.delete(key);
    this.open.set(key, fd);
    if (this.open.size > MAX_OPEN) {
      const [oldest] = this.open;
      if (oldest !== undefined) {
        closeSync(oldest[1]);
        this.open.delete(oldest[0]);
      }
    }
    return fd;
  }
}

/** Should the file have been replaced since lstat: neither follows a link nor waits for a FIFO. */
function openRegular(path: Uint8Array): number {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    const fd = openSync(Buffer.from(path), flags);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
  } catch (error) {
    throw fileError('open', decodeText(path), error);
  }
  throw new CheckpointError(
    'not-readable',
    `open ${decodeText(path)}: not a regular file any more`,
  );
}
