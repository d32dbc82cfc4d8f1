import { copySteps } from './copy-plan.js';
import type { CorePlan } from './core-plan.js';

/** Bytes that are given at once, at most. */
const CHUNK = 256 * 1024;

/**
 * A core file from its first byte to its last, for what can not be written in any order. Pieces of memory
 * ascend in the file as they do by address.
 * @throws CheckpointError when pages cannot be read
 */
export function* coreBytes(plan: CorePlan): Generator<Uint8Array, void, undefined> {
  const { head, tail, fileSize } = plan.layout;
  yield head;
  let at = head.length;
  for (const { source, offset, length, parts } of copySteps(plan, CHUNK)) {
    const bytes = source.read(offset, length);
    let done = 0;
    for (const part of parts) {
      yield* zeros(part.to - at);
      yield bytes.slice(done, done + part.length);
      done += part.length;
      at = part.to + part.length;
    }
  }
  if (tail !== undefined) {
    yield* zeros(tail.offset - at);
    yield tail.bytes;
    at = tail.offset + tail.bytes.length;
  }
  yield* zeros(fileSize - at);
}

function* zeros(count: number): Generator<Uint8Array, void, undefined> {
  for (let left = count; left > 0; left -= CHUNK) yield new Uint8Array(Math.min(left, CHUNK));
}
