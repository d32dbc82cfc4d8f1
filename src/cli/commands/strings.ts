import { findStrings, reads } from '../../analysis/memory/find-strings.js';
import { chooseInView, type ProcessMemory } from '../../model/memory/memory-view.js';
import { LONGEST, STRING_ENCODINGS } from '../../analysis/memory/string-scanner.js';
import { LineBytes } from '../../render/line-bytes.js';
import { stringJson, stringLines } from '../../render/strings.js';
import { encodeText } from '../../bytes/text.js';
import { formatOption } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import type { Io } from '../io.js';
import { MEMORY_OPTIONS, withMemory } from '../memory-options.js';
import { startMemoryProgress } from '../memory-progress.js';
import { missingMemory } from '../missing-pages.js';
import { choice, single, type ValuesOf } from '../option.js';
import { outcome } from '../outcome.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { REGION_OPTIONS, regionFilterOf } from '../region-options.js';
import { isNothing, unmatchedFilter, UnmetNames } from '../unmatched.js';
import { invalidArgument } from '../usage-error.js';

const OPTIONS = {
  bytes: single(
    { alias: 'n', value: 'NUM', default: '4', describe: 'Fewest characters of a string' },
    parseMinLength,
  ),
  radix: choice({
    alias: 't',
    value: 'RADIX',
    choices: ['d', 'o', 'x'],
    default: 'x',
    describe: 'Addresses in decimal, octal or hexadecimal',
  }),
  encoding: choice({
    alias: 'e',
    value: 'ENC',
    choices: STRING_ENCODINGS,
    default: 's',
    describe:
      'Characters of 7 bits (s), 8 bits (S), 16 (b, l) or 32 (B, L) in big or little endian',
  }),
  ...PROCESS_OPTIONS,
  ...REGION_OPTIONS,
  ...formatOption(['text', 'json'], 'How to print the result; json is one object a line'),
  ...MEMORY_OPTIONS,
};

export const command = defineCommand({
  summary: 'Print the strings in the memory of processes, as GNU strings does for files',
  arguments: { archive: one('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar -p 7 --kind heap,stack', 'Of heap and stacks of one process'],
    ['checkpoint.tar -n 12 -e l', 'Wide ones (UTF-16) of at least 12 characters, of all processes'],
    ['checkpoint.tar --format json | jq -r .text', 'For a program'],
  ],
  notes:
    'A line has archive, PID, name, address, region and offset in it, and the string. A string goes on where the next ' +
    'region follows directly; memory that is not in the checkpoint ends it. One of more than 1048576 characters ' +
    'comes in several lines. Shared memory is read once for each process that has it mapped.',
  async run(options, io) {
    const choice = processChoiceOf(options);
    const unmet = new UnmetNames(choice);
    return await withMemory(options.archive, reads, options, io, async (view) => {
      const { processes: chosen, missing } = chooseInView(view, choice);
      if (isNothing(chosen, missing)) return outcome({ answered: false, damage: missing });
      const filter = regionFilterOf(options);
      await printStrings(chosen, options, io);
      unmet.meet(view.checkpoint);
      const warnings = [...unmet.warnings, ...missingMemory(view, chosen, filter)];
      const notes = unmatchedFilter(view, chosen, filter);
      return outcome({ damage: missing, warnings, notes });
    });
  },
});

type Values = ValuesOf<typeof OPTIONS> & { readonly archive: string };

/** Bytes that are printed at once, about. */
const GROUP = 65536;

async function printStrings(
  chosen: readonly ProcessMemory[],
  options: Values,
  io: Io,
): Promise<void> {
  const filter = regionFilterOf(options);
  const { archive, encoding, radix, bytes: minLength } = options;
  const json = options.format === 'json';
  const progress = startMemoryProgress(io, 'Reading', chosen, filter, io.out);
  try {
    const lines = new LineBytes(GROUP + GROUP / 4);
    for (const process of chosen) {
      const owner = { archive, pid: process.pid, comm: process.comm };
      const putLine = stringLines(owner, encoding, radix, lines);
      const question = { encoding, minLength, onBytes: progress.advance };
      for (const found of findStrings(process, filter, question)) {
        if (json) lines.put(encodeText(stringJson(owner, found, encoding)));
        else putLine(found);
        if (lines.size >= GROUP) await io.out.write(lines.take());
      }
    }
    await io.out.write(lines.take());
  } finally {
    progress.stop();
  }
}

function parseMinLength(word: string, flag: string): number {
  const length = Number(word);
  if (/^\d{1,7}$/.test(word) && length > 0 && length <= LONGEST) return length;
  throw invalidArgument(word, flag, `a number from 1 to ${LONGEST}`);
}
