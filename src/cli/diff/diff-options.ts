import { MEMORY_DETAILS } from '../../analysis/diff/memory.js';
import { ROW_FORMATS } from '../../render/visitors/formats.js';
import { choice, flag, type ValuesOf } from '../option.js';
import { MEMORY_OPTIONS } from '../memory-options.js';
import { ROW_OPTIONS } from '../row-options.js';
import { UsageError } from '../usage-error.js';

const FORMATS = ['tree', ...ROW_FORMATS] as const;

export const DIFF_OPTIONS = {
  files: flag({ describe: 'Show descriptors in the tree, and list them in JSON' }),
  sockets: flag({ describe: 'Likewise sockets' }),
  psTreeCmd: flag({ describe: 'Show command lines; a process counts as modified by its own' }),
  psTreeEnv: flag({ describe: 'Likewise environments' }),
  showUnchanged: flag({ describe: 'Show what is as it was, too' }),
  memory: choice({
    value: 'DETAIL',
    choices: MEMORY_DETAILS,
    implied: 'pages',
    describe:
      'Compare memory page by page, too: how many pages of each region differ, which ranges, or their bytes',
  }),
  content: flag({ describe: 'Show which lines of changed text files are others' }),
  secrets: flag({ describe: 'Look for secrets, too, and tell those that are new' }),
  triage: flag({ describe: 'Ask the rules of triage, too, and tell what they find that is new' }),
  exitCode: flag({
    describe: 'End with 0 when nothing changed, 1 when something did, 2 on trouble',
  }),
  force: flag({ describe: 'Compare checkpoints of different containers, too' }),
  ...ROW_OPTIONS,
  format: choice({
    value: 'FORMAT',
    choices: FORMATS,
    shorthands: { json: 'json' },
    alias: ['o', 'output'],
    describe:
      'tree as it is, json with the keys of upstream, or rows of changes; without it table where rows are chosen, else tree',
  }),
  ...MEMORY_OPTIONS,
};

export type DiffValues = ValuesOf<typeof DIFF_OPTIONS>;

export type DiffFormat = (typeof FORMATS)[number];

/**
 * How the answer is printed.
 * @throws UsageError for rows that are chosen where there are none
 */
export function formatOf(options: DiffValues): DiffFormat {
  const { columns, filter, sort, noHeaders, format } = options;
  const isChosen = columns !== undefined || filter !== undefined || sort !== undefined || noHeaders;
  const found = format ?? (isChosen ? 'table' : 'tree');
  if (isChosen && (found === 'tree' || found === 'json')) {
    const why = `--format ${found} has no rows for --columns, --filter, --sort and --no-headers`;
    throw new UsageError(`${why}: use table, wide, jsonl or csv`);
  }
  return found;
}
