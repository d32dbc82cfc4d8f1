import { addressInfoOf } from '../../analysis/memory/address-info.js';
import { findProcess } from '../../model/memory/memory-view.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isAbsent } from '../../model/absent.js';
import { addressInfoJson, renderAddressInfo } from '../../render/address-info.js';
import { renderJson } from '../../render/json.js';
import type { Command } from '../command.js';
import { ExitCode, reportError } from '../failure.js';
import {
  MEMORY_OPTIONS,
  onePidOf,
  parseAddress,
  ONE_PID_OPTION,
  withMemory,
} from '../memory-options.js';

export const command: Command = {
  summary: 'Tell all that is known of an address: region, page, file offset, whose stack',
  arguments: 'ARCHIVE -p PID ADDRESS...',
  minArguments: 2,
  maxArguments: Infinity,
  options: {
    ...ONE_PID_OPTION,
    format: {
      type: 'string',
      value: 'FORMAT',
      choices: ['text', 'json'],
      default: 'text',
      describe: 'How to print the result',
    },
    ...MEMORY_OPTIONS,
  },
  examples: [
    ['checkpoint.tar -p 7 7ffd5459f000', 'One address (hexadecimal)'],
    ['checkpoint.tar -p 7 0x1000 0x2000 --format json', 'Several, for a program'],
    ['final.tar --parent pre.tar -p 7 30005000', 'In a page that an earlier dump saved'],
  ],
  notes:
    'The line `stored` tells member and offset of the byte, to look at with xxd. Below the stack pointer a ' +
    'stack is not in use (but for the 128 bytes of the red zone on x86-64).',
  async run(args, output) {
    const [file = '', ...words] = args.positional;
    const addresses = words.map(parseAddress);
    const pid = onePidOf(args);
    return await withMemory(file, args, async (view) => {
      const process = findProcess(view, pid);
      const found = addresses.map((address) => {
        const info = addressInfoOf(view, process, address);
        if (!isAbsent(info)) return info;
        throw new CheckpointError('not-readable', info.absent, { file });
      });
      await output.write(
        args.values.get('format') === 'json'
          ? renderJson(found.map(addressInfoJson))
          : found.map(renderAddressInfo).join('\n'),
      );
      const errors = view.warnings.list;
      errors.forEach(reportError);
      return errors.length > 0 ? ExitCode.failure : ExitCode.success;
    });
  },
};
