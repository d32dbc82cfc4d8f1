import { addressInfoOf, reads } from '../../analysis/memory/address-info.js';
import { findProcess } from '../../model/memory/memory-view.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isAbsent } from '../../model/absent.js';
import { addressInfoJson, renderAddressInfo } from '../../render/address-info.js';
import { renderJson } from '../../render/json.js';
import { parseAddress } from '../address.js';
import { formatOption } from '../archive-options.js';
import { many, one } from '../argument.js';
import { defineCommand } from '../command.js';
import { MEMORY_OPTIONS, withMemory } from '../memory-options.js';
import { outcome } from '../outcome.js';
import { ONE_PID_OPTION } from '../process-options.js';

export const command = defineCommand({
  summary: 'Tell all that is known of an address: region, page, file offset, whose stack',
  arguments: { archive: one('ARCHIVE'), addresses: many('ADDRESS', parseAddress) },
  options: {
    ...ONE_PID_OPTION,
    ...formatOption(['text', 'json']),
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
  async run(options, io) {
    const { archive: file } = options;
    return await withMemory(file, reads, options, io, async (view) => {
      const process = findProcess(view, options.pid);
      const found = options.addresses.map((address) => {
        const info = addressInfoOf(view, process, address);
        if (!isAbsent(info)) return info;
        throw new CheckpointError('not-readable', info.absent, { file });
      });
      await io.out.write(
        options.format === 'json'
          ? renderJson(found.map(addressInfoJson))
          : found.map(renderAddressInfo).join('\n'),
      );
      return outcome();
    });
  },
});
