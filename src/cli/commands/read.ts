import { findProcess } from '../../model/memory/memory-view.js';
import { findAbsent, readRange, type RangePart, reads } from '../../analysis/memory/read-range.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { hexDump } from '../../render/hexdump.js';
import { hexAddress } from '../../render/maps.js';
import { parseAddress, parseLength } from '../address.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { MEMORY_OPTIONS, withMemory } from '../memory-options.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';
import type { Output } from '../output.js';
import { ONE_PID_OPTION } from '../process-options.js';
import { UsageError } from '../usage-error.js';

export const command = defineCommand({
  summary: 'Print memory from an address on: raw to a pipe, as a hexdump to a terminal',
  arguments: {
    archive: one('ARCHIVE'),
    address: one('ADDRESS', parseAddress),
    length: one('LENGTH', parseLength),
  },
  options: {
    ...ONE_PID_OPTION,
    hex: flag({ describe: 'A hexdump, also to a pipe' }),
    raw: flag({ describe: 'The bytes as they are, also to a terminal' }),
    zeroFill: flag({ describe: 'Zeros in place of what is not in the checkpoint' }),
    ...MEMORY_OPTIONS,
  },
  examples: [
    ['checkpoint.tar -p 7 7ffd5459f000 256', 'Bytes of a stack'],
    ['checkpoint.tar -p 7 1bef2000 3M --zero-fill > heap.bin', 'Into a file'],
    ['checkpoint.tar -p 7 0x400000 0x40 --sysroot rootfs --hex', 'Of a mapped file'],
  ],
  notes:
    'ADDRESS is hexadecimal, or decimal behind 0d; LENGTH is decimal, hexadecimal with 0x, or with K, M or G. What was never written ' +
    'reads as zeros. Other bytes that are not in the checkpoint are told in a hexdump; raw, they are an error, ' +
    'and nothing is printed, unless --zero-fill is given.',
  async run(options, io) {
    const { archive: file, address: start, zeroFill: fill } = options;
    const range = { start, end: start + BigInt(options.length) };
    if (range.end > 1n << 64n) throw new UsageError('the range goes beyond the highest address');
    if (options.hex && options.raw) throw new UsageError('--hex does not go with --raw');
    const raw = options.raw || !(io.out.isTerminal || options.hex);
    return await withMemory(file, reads, options, io, async (view) => {
      const process = findProcess(view, options.pid);
      const absent = raw && !fill ? findAbsent(view, process, range) : undefined;
      if (absent !== undefined) {
        const where = `${hexAddress(absent.start)}-${hexAddress(absent.end)}`;
        const hint = '--zero-fill puts zeros there';
        throw new CheckpointError('not-found', `${where} is absent: ${absent.why}`, { file }, hint);
      }
      const parts = filled(readRange(view, process, range), fill);
      if (raw) {
        await writeRaw(parts, io.out);
      } else {
        for (const piece of hexDump(parts)) await io.out.write(piece);
      }
      return outcome();
    });
  },
});

function* filled(parts: Iterable<RangePart>, fill: boolean): Generator<RangePart> {
  for (const part of parts) {
    yield fill && part.kind === 'absent' ? { ...part, kind: 'zeros' } : part;
  }
}

const ZEROS = new Uint8Array(256 * 1024);

async function writeRaw(parts: Iterable<RangePart>, output: Output): Promise<void> {
  for (const part of parts) {
    if (part.kind === 'bytes') {
      // A copy: the output may keep it, and the bytes are those of the next part from then on.
      await output.write(Uint8Array.from(part.bytes));
      continue;
    }
    for (let at = part.start; at < part.end; at += BigInt(ZEROS.length)) {
      const left = part.end - at;
      await output.write(left < ZEROS.length ? ZEROS.subarray(0, Number(left)) : ZEROS);
    }
  }
}
