import { findStrings } from '../../analysis/memory/find-strings.js';
import { chooseProcesses, type ProcessMemory } from '../../model/memory/memory-view.js';
import {
  LONGEST,
  STRING_ENCODINGS,
  type StringEncoding,
} from '../../analysis/memory/string-scanner.js';
import { isAbsent } from '../../model/absent.js';
import { stringJson, stringLines, type Radix } from '../../render/strings.js';
import type { Arguments, Command } from '../command.js';
import { ExitCode, reportError, UsageError } from '../failure.js';
import {
  MEMORY_OPTIONS,
  PID_OPTION,
  pidsOf,
  REGION_OPTIONS,
  regionFilterOf,
  withMemory,
} from '../memory-options.js';
import { startMemoryProgress } from '../memory-progress.js';
import { reportMissing } from '../missing-pages.js';
import type { Output } from '../output.js';

export const command: Command = {
  summary: 'Print the strings in the memory of processes, as GNU strings does for files',
  arguments: 'ARCHIVE',
  minArguments: 1,
  maxArguments: 1,
  options: {
    bytes: {
      type: 'string',
      alias: 'n',
      value: 'NUM',
      default: '4',
      describe: 'Fewest characters of a string',
    },
    radix: {
      type: 'string',
      alias: 't',
      value: 'RADIX',
      choices: ['d', 'o', 'x'],
      default: 'x',
      describe: 'Addresses in decimal, octal or hexadecimal',
    },
    encoding: {
      type: 'string',
      alias: 'e',
      value: 'ENC',
      choices: STRING_ENCODINGS,
      default: 's',
      describe:
        'Characters of 7 bits (s), 8 bits (S), 16 (b, l) or 32 (B, L) in big or little endian',
    },
    ...PID_OPTION,
    comm: {
      type: 'string',
      value: 'NAME',
      repeat: true,
      describe: 'Only processes of this name',
    },
    ...REGION_OPTIONS,
    format: {
      type: 'string',
      value: 'FORMAT',
      choices: ['text', 'json'],
      default: 'text',
      describe: 'How to print the result; json is one object a line',
    },
    ...MEMORY_OPTIONS,
  },
  examples: [
    ['checkpoint.tar -p 7 --kind heap,stack', 'Of heap and stacks of one process'],
    ['checkpoint.tar -n 12 -e l', 'Wide ones (UTF-16) of at least 12 characters, of all processes'],
    ['checkpoint.tar --format json | jq -r .text', 'For a program'],
  ],
  notes:
    'A line has PID, name, address, region and offset in it, and the string. A string goes on where the next ' +
    'region follows directly; memory that is not in the checkpoint ends it. One of more than 1048576 characters ' +
    'comes in several lines. Shared memory is read once for each process that has it mapped.',
  async run(args, output) {
    const [file = ''] = args.positional;
    return await withMemory(file, args, async (view) => {
      const chosen = chooseProcesses(view, pidsOf(args)).filter(nameTest(args));
      await printStrings(file, chosen, args, output);
      reportMissing(view, chosen, regionFilterOf(args));
      const errors = view.warnings.list;
      errors.forEach(reportError);
      return errors.length > 0 ? ExitCode.failure : ExitCode.success;
    });
  },
};

/** Text is printed in pieces of about this many characters. */
const GROUP = 65536;

async function printStrings(
  archive: string,
  chosen: readonly ProcessMemory[],
  args: Arguments,
  output: Output,
): Promise<void> {
  const filter = regionFilterOf(args);
  const encoding = args.values.get('encoding') as StringEncoding;
  const radix = args.values.get('radix') as Radix;
  const json = args.values.get('format') === 'json';
  const minLength = minLengthOf(args);
  const progress = startMemoryProgress('Reading', chosen, filter, output);
  try {
    let text = '';
    for (const process of chosen) {
      const owner = { archive, pid: process.pid, comm: process.comm };
      const lineOf = stringLines(owner, encoding, radix);
      const options = { encoding, minLength, onBytes: progress.advance };
      for (const found of findStrings(process, filter, options)) {
        text += json ? stringJson(owner, found, encoding) : lineOf(found);
        if (text.length < GROUP) continue;
        await output.write(text);
        text = '';
      }
    }
    await output.write(text);
  } finally {
    progress.stop();
  }
}

function minLengthOf(args: Arguments): number {
  const text = args.values.get('bytes') ?? '';
  const length = Number(text);
  if (/^\d{1,7}$/.test(text) && length > 0 && length <= LONGEST) return length;
  throw new UsageError(`invalid --bytes: ${text} (a number from 1 to ${LONGEST})`);
}

function nameTest(args: Arguments): (process: ProcessMemory) => boolean {
  const names = args.lists.get('comm');
  return ({ comm }) => names === undefined || (!isAbsent(comm) && names.includes(comm));
}
