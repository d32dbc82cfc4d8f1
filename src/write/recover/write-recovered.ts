import { createHash, type Hash } from 'node:crypto';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { absent, type Fact } from '../../model/absent.js';
import type { FileBytes, Part } from '../../analysis/recover/recovered.js';
import { writeNewFile } from '../write-new-file.js';

/** What was written. */
export interface Written {
  readonly size: number;
  /** Of the whole file, its holes as zeros. */
  readonly sha256: Fact<string>;
}

/** Holes up to this length are hashed; a forged size can claim exabytes. */
const MAX_HOLES = 4 * 1024 ** 3;

/**
 * Writes a file: new, for its owner only, never executable. What has no bytes becomes holes of it.
 * @param parts of `bytes`, which may have been looked at
 * @throws CheckpointError `limit` for what no file system has room for, however many holes it has
 */
export async function writeRecovered(
  path: string,
  { size }: Pick<FileBytes, 'size'>,
  parts: AsyncIterable<Part>,
  replace: boolean,
  onBytes: (count: number) => void,
): Promise<Written> {
  const told = Number(size ?? 0);
  if (!Number.isSafeInteger(told)) {
    throw new CheckpointError('limit', `${size} bytes are too many for a file`, { file: path });
  }
  const digest = new HoledHash();
  let end = 0;
  await writeNewFile(path, { replace }, async (file) => {
    for await (const { at, bytes } of parts) {
      await file.write(bytes, at);
      digest.skipTo(at);
      digest.update(bytes);
      end = at + bytes.length;
      onBytes(bytes.length);
    }
    end = Math.max(told, end);
    file.setSize(end);
    digest.skipTo(end);
  });
  return { size: end, sha256: digest.finish() };
}

const ZEROS = new Uint8Array(64 * 1024);

class HoledHash {
  private readonly hash: Hash = createHash('sha256');
  private position = 0;
  private holes = 0;

  skipTo(offset: number): void {
    this.holes += Math.max(offset - this.position, 0);
    if (this.holes <= MAX_HOLES) {
      for (let left = offset - this.position; left > 0; left -= ZEROS.length) {
        this.hash.update(ZEROS.subarray(0, Math.min(left, ZEROS.length)));
      }
    }
    this.position = Math.max(offset, this.position);
  }

  update(bytes: Uint8Array): void {
    this.hash.update(bytes);
    this.position += bytes.length;
  }

  finish(): Fact<string> {
    if (this.holes > MAX_HOLES) return absent(`its holes are longer than ${MAX_HOLES} bytes`);
    return this.hash.digest('hex');
  }
}
