import { CheckpointError } from '../../../bytes/checkpoint-error.js';
import { isAbsent } from '../../../model/absent.js';
import type { ProcessMemory } from '../../../model/memory/memory-view.js';
import { auxiliaryVectorOf } from '../../../model/process-facts/auxiliary-vector.js';
import { type Check, skipPreDump } from '../check.js';

/**
 * The auxiliary vector, which CRIU saves in mm_entry.mm_saved_auxv, lies on the first stack as well, where execve
 * put it: between mm_start_stack and the words of the command line (fs/binfmt_elf.c, create_elf_tables). It tells
 * pages of one process from those of another, as its addresses differ.
 */
export const auxiliaryVector: Check = {
  name: 'stack-contents',
  holds: 'the first stack of each process holds what the kernel had put there',
  means: 'The pages are those of another process or dump, or the program wrote over its own start.',
  restore: 'differs',
  skip: skipPreDump,
  *failures({ processes, checkpoint }) {
    const bigEndian = checkpoint.images.bigEndian();
    for (const process of processes) {
      if (holdsVector(process, bigEndian)) continue;
      const problem = `its pages do not have the auxiliary vector of mm-${process.pid}.img`;
      yield { subject: `process ${process.pid}`, problem };
    }
  },
};

/** Bytes before the command line that are looked at: the vector is some 400, behind it are names and padding. */
const REACH = 64n * 1024n;

/** True also where pages that would tell are not here. */
function holdsVector({ mm, space }: ProcessMemory, bigEndian: boolean): boolean {
  if (isAbsent(mm) || isAbsent(space)) return true;
  const { mm_start_stack: stack = 0n, mm_arg_start: end = 0n } = mm;
  const vector = auxiliaryVectorOf(mm).flatMap(({ type, value }) => [type, value]);
  if (vector.length === 0 || stack === 0n || end <= stack) return true;
  const start = end - stack > REACH ? end - REACH : stack;
  try {
    const { bytes, absent } = space.read(start, Number(end - start));
    if (absent.length > 0) return true;
    return [8, 4].some((width) =>
      Buffer.from(bytes.buffer).includes(packed(vector, width, bigEndian)),
    );
  } catch (error) {
    // What cannot be read is told where everything is read.
    if (error instanceof CheckpointError) return true;
    throw error;
  }
}

function packed(words: readonly bigint[], width: number, bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(words.length * width);
  for (const [index, word] of words.entries()) {
    const value = BigInt.asUintN(width * 8, word);
    const at = index * width;
    if (width === 4) {
      if (bigEndian) bytes.writeUInt32BE(Number(value), at);
      else bytes.writeUInt32LE(Number(value), at);
    } else if (bigEndian) bytes.writeBigUInt64BE(value, at);
    else bytes.writeBigUInt64LE(value, at);
  }
  return bytes;
}
