import { isChosen } from '../../model/choose-processes.js';
import { processes, type ProcessRow } from '../../tables/processes.js';
import { withBranches, inTree } from '../../tables/process-tree.js';
import { many } from '../argument.js';
import { CHECKPOINT_ROW_OPTIONS, printCheckpointRows } from '../checkpoint-rows.js';
import { defineCommand } from '../command.js';
import { flag } from '../option.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { ROW_NOTES } from '../row-options.js';
import { UsageError } from '../usage-error.js';

export const command = defineCommand({
  summary: 'List processes: users, states, and the three names that each goes by',
  arguments: { archives: many('ARCHIVE') },
  options: {
    tree: flag({ alias: ['H', 'forest'], describe: 'Each process below its parent' }),
    every: flag({ alias: ['e', 'A'], describe: 'All processes, as they are anyway' }),
    full: flag({ alias: 'f', describe: 'The whole command line, as it is anyway' }),
    ...PROCESS_OPTIONS,
    ...CHECKPOINT_ROW_OPTIONS,
  },
  examples: [
    ['checkpoint.tar', 'All processes'],
    ['checkpoint.tar --tree', 'The same as a tree'],
    ['*.tar --filter exe~^/tmp/', 'Programs that lie in /tmp, in many checkpoints'],
    ['checkpoint.tar --format wide', 'With groups, directories and how they ended'],
  ],
  notes:
    'COMM is what the kernel calls a process, EXE the program that it runs, COMMAND its command line, which ' +
    'it can write over: a process that goes by a false name shows it here. USER is a name where the ' +
    "container's etc/passwd is among its changed files, otherwise a number; this machine's users count for " +
    `nothing. ${ROW_NOTES}`,
  async run(options, io) {
    const { archives, tree, sort } = options;
    if (tree && sort !== undefined) throw new UsageError('--tree has an order of its own');
    const chosen = processChoiceOf(options);
    const choose = (rows: Iterable<ProcessRow>) => {
      const wanted = rowsWhere(rows, (row) => isChosen(row, chosen));
      return tree ? inTree(wanted) : wanted;
    };
    const table = tree
      ? { ...processes, ...withBranches<ProcessRow>(processes, 'argv') }
      : processes;
    return await printCheckpointRows(table, { archives, processes: chosen, choose }, options, io);
  },
});

function* rowsWhere<Row>(rows: Iterable<Row>, isWanted: (row: Row) => boolean): Generator<Row> {
  for (const row of rows) if (isWanted(row)) yield row;
}
