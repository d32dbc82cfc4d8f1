import type { ByteSink } from '../../bytes/byte-sink.js';
import { DirectReader } from '../../bytes/direct-reader.js';
import { copySteps } from './copy-plan.js';
import type { CorePlan } from './core-plan.js';

/** Bytes that are read at once: a call for less costs more than what it copies, more stays in no cache of a core. */
const CHUNK = 1024 * 1024;

/**
 * Writes a core file. What nobody ever wrote to becomes holes. The head comes last, so that what is not
 * whole is not taken for a core file.
 * @param onBytes told of every piece that was copied
 * @throws CheckpointError when pages cannot be read
 */
export async function writeCore(
  file: ByteSink,
  plan: CorePlan,
  onBytes: (count: number) => void,
): Promise<void> {
  const { head, tail, fileSize } = plan.layout;
  const reader = new DirectReader(CHUNK);
  try {
    for (const { source, offset, length, parts } of copySteps(plan, CHUNK)) {
      const bytes = reader.read(source, offset, length);
      let done = 0;
      for (const part of parts) {
        await file.write(bytes.subarray(done, done + part.length), part.to);
        done += part.length;
      }
      onBytes(length);
    }
  } finally {
    reader.close();
  }
  if (tail !== undefined) await file.write(tail.bytes, tail.offset);
  // Not before: ext4 takes twice as long to write into a file that has its size already.
  file.setSize(fileSize);
  await file.write(head, 0);
}
