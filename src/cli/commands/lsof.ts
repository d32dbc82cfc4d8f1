import { isChosen } from '../../model/choose-processes.js';
import { descriptors, type DescriptorRow } from '../../tables/descriptors.js';
import { many } from '../argument.js';
import { CHECKPOINT_ROW_OPTIONS, printCheckpointRows } from '../checkpoint-rows.js';
import { defineCommand } from '../command.js';
import { flag } from '../option.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { ROW_NOTES } from '../row-options.js';

export const command = defineCommand({
  summary: 'List what processes have open or mapped, one line each, as lsof does',
  arguments: { archives: many('ARCHIVE') },
  options: {
    internet: flag({ alias: 'i', describe: 'Only internet sockets' }),
    unix: flag({ alias: 'U', describe: 'Only unix sockets' }),
    ...PROCESS_OPTIONS,
    comm: { ...PROCESS_OPTIONS.comm, alias: 'c' },
    and: flag({
      alias: 'a',
      describe: 'What is asked for has to hold together, as it does anyway',
    }),
    numericHosts: flag({ alias: 'n', describe: 'Addresses are numbers, as they are anyway' }),
    numericPorts: flag({ alias: 'P', describe: 'Ports are numbers, as they are anyway' }),
    ...CHECKPOINT_ROW_OPTIONS,
  },
  examples: [
    ['checkpoint.tar', 'Everything that is open'],
    ['checkpoint.tar | grep deleted', 'Files that have no name any more'],
    ['checkpoint.tar -p 7,11 -i', 'Internet sockets of two processes'],
    ['checkpoint.tar --filter use=fd --format json | jq .', 'Descriptors, for a program'],
  ],
  notes:
    'FD is a descriptor with r, w or u for how it was opened, or cwd, rtd (root directory), txt (program), mem ' +
    '(mapped). SIZE/OFF has the size in bytes, or behind 0t the position where CRIU does not record a size. ' +
    'Inodes of files are not recorded. JSON has more of each, and all of it in words. A blank in any but the ' +
    `last column is \\x20, as lsof has it. ${ROW_NOTES}`,
  async run(options, io) {
    const { archives, internet, unix } = options;
    const chosen = processChoiceOf(options);
    const isOfKind = kindTest([...(internet ? ['INETSK'] : []), ...(unix ? ['UNIXSK'] : [])]);
    const choose = (rows: Iterable<DescriptorRow>) =>
      [...rows].filter((row) => isChosen(row, chosen) && isOfKind(row));
    const look = { gap: 1, blanks: 'all' } as const;
    return await printCheckpointRows(
      descriptors,
      { archives, processes: chosen, choose, look },
      options,
      io,
    );
  },
});

/** Any of the kinds; all where none is named. */
function kindTest(kinds: readonly string[]): (row: DescriptorRow) => boolean {
  if (kinds.length === 0) return () => true;
  return ({ descriptor }) => descriptor !== undefined && kinds.includes(descriptor.file.type);
}
