import { writeSync } from 'node:fs';
import type { ByteSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { unitSize, type Encoding } from '../../search/pattern/encodings.js';
import type { Overwritten } from '../../analysis/redact/overwritten.js';

/** What stands in the place of a secret. */
const X = 0x78;

/** Bytes of a file that are overwritten. */
interface Range {
  readonly fd: number;
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** Gathers what is to be overwritten while it is searched, and then overwrites it. */
export class Overwrites {
  private readonly ranges = new Map<string, Range>();

  /**
   * @param isOurs whether the bytes of a file may be changed
   * @throws CheckpointError when they lie elsewhere
   */
  add({ extents, encoding, inside, where }: Overwritten, isOurs: (fd: number) => boolean): void {
    let done = 0;
    for (const { source, offset, length } of extents) {
      const bytes = filling(done, length, inside === undefined ? encoding : 'utf-8');
      for (const { fd, position, from, count } of placesOf(source, offset, length)) {
        if (!isOurs(fd)) throw withoutPlace(where, source);
        this.ranges.set(`${fd} ${position} ${count}`, {
          ...{ fd, position },
          bytes: bytes.subarray(from, from + count),
        });
      }
      done += length;
    }
  }

  /** The files of which something is overwritten. */
  get files(): ReadonlySet<number> {
    return new Set([...this.ranges.values()].map(({ fd }) => fd));
  }

  /** @param writable the descriptor to write to by that which was read */
  apply(writable: (fd: number) => number): void {
    for (const { fd, position, bytes } of this.ranges.values()) {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(writable(fd), bytes, done, bytes.length - done, position + done);
      }
    }
  }
}

/** `x` in an encoding, from a byte of a character on. */
function filling(from: number, length: number, encoding: Encoding): Uint8Array {
  const unit = unitSize(encoding);
  const letter = encoding.endsWith('be') ? unit - 1 : 0;
  return Uint8Array.from({ length }, (_, at) => ((from + at) % unit === letter ? X : 0));
}

interface FilePlace {
  readonly fd: number;
  readonly position: number;
  /** Which of the bytes lie there. */
  readonly from: number;
  readonly count: number;
}

/** Where bytes of a source lie in files; holes have no place, and nothing to overwrite. */
function placesOf(source: ByteSource, offset: number, length: number): FilePlace[] {
  const { inFile, sparse, stored } = source;
  if (inFile !== undefined && 'fd' in inFile.file) {
    return [{ fd: inFile.file.fd, position: inFile.offset + offset, from: 0, count: length }];
  }
  if (sparse === undefined || stored === undefined)
    return [{ fd: -1, position: 0, from: 0, count: length }];
  const found: FilePlace[] = [];
  for (const [index, start] of sparse.starts.entries()) {
    const from = Math.max(start, offset);
    const until = Math.min(start + (sparse.lengths[index] ?? 0), offset + length);
    if (from >= until) continue;
    const at = (sparse.storedAt[index] ?? 0) + from - start;
    for (const place of placesOf(stored, at, until - from)) {
      found.push({ ...place, from: place.from + from - offset });
    }
  }
  return found;
}

function withoutPlace(where: Overwritten['where'], { place }: ByteSource): CheckpointError {
  const what = where.kind === 'place' ? where.place.name : 'memory';
  const why = `a secret in ${what} has no place in the archive where it could be overwritten`;
  return new CheckpointError('unsupported', why, place);
}
