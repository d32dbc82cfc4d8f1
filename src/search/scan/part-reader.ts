import { readSync } from 'node:fs';
import type { Gap } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import { OpenFiles } from '../../bytes/open-files.js';
import { BlockReader } from '../../bytes/packed/block-reader.js';
import type { JobPart, PartOfFile } from './job.js';

/** Reads parts of jobs where they are stored. */
export class PartReader {
  private readonly files = new OpenFiles();
  private readonly blocks = new BlockReader();

  /**
   * Fills `target` with the bytes of a part from `start` on, a place in the job.
   * @returns what of it is damaged, by its place in the job
   * @throws CheckpointError when it cannot be read
   */
  lay(part: JobPart, start: number, target: Uint8Array): readonly Gap[] {
    const skipped = start - part.at;
    const end = start + target.length;
    switch (part.kind) {
      case 'bytes':
        target.set(part.bytes.subarray(skipped, skipped + target.length));
        return (part.gaps ?? []).filter((gap) => gap.start < end && gap.end > start);
      case 'file':
        this.read(part, part.position + skipped, target);
        return [];
      case 'packed': {
        const shift = part.at - part.offset;
        const gaps = this.blocks.fill(
          part.table,
          part.offset + skipped,
          target,
          (position, bytes) => {
            this.read(part, part.position + position, bytes);
          },
        );
        return gaps.map((gap) => ({ start: gap.start + shift, end: gap.end + shift }));
      }
    }
  }

  close(): void {
    this.files.close();
  }

  private read({ file, name }: PartOfFile, position: number, target: Uint8Array): void {
    const fd = 'fd' in file ? file.fd : this.files.descriptor(file.path);
    for (let done = 0; done < target.length;) {
      const count = readSome(fd, target, done, position + done, name);
      if (count === 0) {
        const why = 'the file was shortened meanwhile';
        throw new CheckpointError('unexpected-eof', why, { file: name });
      }
      done += count;
    }
  }
}

function readSome(
  fd: number,
  target: Uint8Array,
  at: number,
  position: number,
  name: string,
): number {
  try {
    return readSync(fd, target, at, target.length - at, position);
  } catch (error) {
    throw fileError('read', name, error);
  }
}
