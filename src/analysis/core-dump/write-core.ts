import { ftruncateSync, writeSync } from 'node:fs';
import { DirectReader } from '../../bytes/direct-reader.js';
import { copySteps } from './copy-plan.js';
import type { CorePlan } from './core-plan.js';

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

/**
 * Writes a core file to an empty, open file. What nobody ever wrote to becomes holes. The head comes
 * last, so that what was interrupted half-way is not taken for a core file.
 * @param onBytes told of every piece that was copied
 * @throws CheckpointError when pages cannot be read
 */
export function writeCore(fd: number, plan: CorePlan, onBytes: (count: number) => void): void {
  const { head, tail, fileSize } = plan.layout;
  const reader = new DirectReader(CHUNK);
  try {
    for (const { source, offset, length, parts } of copySteps(plan, CHUNK)) {
      const bytes = reader.read(source, offset, length);
      let done = 0;
      for (const part of parts) {
        writeAll(fd, bytes.subarray(done, done + part.length), part.to);
        done += part.length;
      }
      onBytes(length);
    }
  } finally {
    reader.close();
  }
  if (tail !== undefined) writeAll(fd, tail.bytes, tail.offset);
  // Not before: ext4 takes twice as long to write into a file that has its size already.
  ftruncateSync(fd, fileSize);
  writeAll(fd, head, 0);
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  }
}
