import { isChosen, isEveryProcess } from '../../model/choose-processes.js';
import {
  CHECKPOINT_TABLES,
  loadCheckpointTable,
  type CheckpointTableName,
} from '../../tables/all-tables.js';
import { many, oneOf } from '../argument.js';
import { CHECKPOINT_ROW_OPTIONS, printCheckpointRows } from '../checkpoint-rows.js';
import { defineCommand } from '../command.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { ROW_NOTES } from '../row-options.js';
import { noSuchTable } from '../table-names.js';
import { UsageError } from '../usage-error.js';

const NAMES = Object.keys(CHECKPOINT_TABLES) as CheckpointTableName[];

export const command = defineCommand({
  summary:
    'Print any table of a checkpoint: threads, environment, capabilities, mounts, routes ...',
  arguments: {
    name: oneOf(NAMES, noSuchTable(NAMES), { label: 'NAME' }),
    archives: many('ARCHIVE'),
  },
  options: { ...PROCESS_OPTIONS, ...CHECKPOINT_ROW_OPTIONS },
  examples: [
    ['environment checkpoint.tar -p 7', 'The variables of a process'],
    ['capabilities *.tar --filter effective=CAP_SYS_ADMIN', 'Who may nearly everything'],
    ['routes checkpoint.tar --format wide', 'How packets left'],
  ],
  notes: `NAME is one of ${NAMES.join(', ')}; \`schema NAME\` tells the columns of each. ${ROW_NOTES}`,
  async run(options, io) {
    const { archives } = options;
    const chosen = processChoiceOf(options);
    const table = await loadCheckpointTable(options.name);
    const isEvery = isEveryProcess(chosen);
    if (!isEvery && !table.columns.some(({ name }) => name === 'pid')) {
      throw new UsageError(
        `the rows of ${table.name} are of no process: -p and --comm choose none`,
      );
    }
    const choose = (rows: Iterable<never>) =>
      isEvery ? rows : [...rows].filter((row) => isChosen(row, chosen));
    return await printCheckpointRows(table, { archives, processes: chosen, choose }, options, io);
  },
});
