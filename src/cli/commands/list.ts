import { append } from '../../bytes/append.js';
import { listCheckpoints } from '../../analysis/checkpoint-list.js';
import { LIST_ENGINES, placePatterns, placesOf } from '../../analysis/list-places.js';
import type { ListRow } from '../../analysis/list-row.js';
import { podTotalsOf } from '../../analysis/pod-totals.js';
import type { BoxedStyle } from '../../render/boxed-table.js';
import { renderList, renderPodTotals } from '../../render/checkpoint-list.js';
import { safeText } from '../../render/safe-text.js';
import { checkpoints, podTotals } from '../../tables/checkpoints.js';
import type { Table } from '../../tables/table.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import { any } from '../argument.js';
import { boxedStyle } from '../color.js';
import { defineCommand } from '../command.js';
import type { Io } from '../io.js';
import { choice, flag, text, type ValuesOf } from '../option.js';
import { outcome, type Outcome } from '../outcome.js';
import { filterNotes, hasOwnLayout, rowChooser } from '../own-layout.js';
import { ROW_NOTES, ROW_OPTIONS } from '../row-options.js';
import { printPlacedRows } from '../row-printer.js';

const OPTIONS = {
  allFiles: flag({ describe: 'Anything that is a checkpoint, not only checkpoint-*' }),
  recursive: flag({ alias: 'r', describe: 'Directories below, too' }),
  engine: choice({
    value: 'ENGINE',
    choices: LIST_ENGINES,
    default: 'kubernetes',
    describe: 'Whose usual places to look into when no directory is named',
  }),
  namespace: text({ value: 'NAME', describe: 'Only checkpoints of this namespace' }),
  pod: text({ value: 'NAME', describe: 'Only checkpoints of this pod' }),
  summary: flag({ describe: 'Totals of each pod instead' }),
  ...ROW_OPTIONS,
  ...ARCHIVE_OPTIONS,
};

type Values = ValuesOf<typeof OPTIONS> & { readonly directories: readonly string[] };

export const command = defineCommand({
  summary: 'List the checkpoints in a directory',
  arguments: { directories: any('DIR') },
  options: OPTIONS,
  examples: [
    ['', "The kubelet's checkpoints"],
    ['/mnt/evidence -r --all-files', 'Whatever is a checkpoint below a directory'],
    ['--sort size --filter engine=CRI-O', 'The largest first'],
    ['--summary', 'How much there is of each pod'],
  ],
  notes:
    'The newest comes first. The time is the one in the archive, or the one in the name that the kubelet gave, ' +
    'or when CRIU wrote inventory.img, or that of the file, which may be a copy: TIME FROM tells which. ' +
    `The columns are those of \`schema checkpoints\` and \`schema pod-totals\`. ${ROW_NOTES}`,
  async run(options, io) {
    return options.summary
      ? await run(options, io, { table: podTotals, rowsOf: podTotalsOf, render: renderPodTotals })
      : await run(options, io, {
          table: checkpoints,
          usual: ['checkpointed'],
          rowsOf: (rows) => rows,
          render: (rows, style) => renderList(rows, new Date(), style),
        });
  },
});

/** What is told of the checkpoints that were found. */
interface View<Row> {
  readonly table: Table<Row>;
  /** The order without `--sort`. */
  readonly usual?: readonly string[];
  readonly rowsOf: (rows: readonly ListRow[]) => readonly Row[];
  readonly render: (rows: readonly Row[], style: BoxedStyle) => string;
}

async function run<Row>(options: Values, { out }: Io, view: View<Row>): Promise<Outcome> {
  const { directories, engine, filter } = options;
  const { table, usual, rowsOf, render } = view;
  const sort = options.sort?.map((key) => columnOf(key, options)) ?? usual;
  const choose = await rowChooser(table, { filter, sort });
  const places = directories.length > 0 ? directories : placesOf(engine);
  const { rows: all, found, errors } = await collect(places, options);
  const rows = choose(rowsOf(all).map((row) => ({ row, origin: ORIGIN })));
  const inText = options.format === 'table' || options.format === 'wide';
  if (inText && all.length === 0) {
    const looked = places.length > 0 ? places : placePatterns(engine);
    const where = looked.map(safeText).join(', ');
    await out.write(`No checkpoints${ofWhom(options)} found in ${where}\n`);
  } else if (options.format === 'table' && hasOwnLayout(options)) {
    for (const place of found) await out.write(`Listing checkpoints in path: ${safeText(place)}\n`);
    await out.write(
      render(
        rows.map(({ row }) => row),
        await boxedStyle(out),
      ),
    );
  } else {
    await printPlacedRows(table, rows, options, out);
  }
  return outcome({ damage: errors, notes: filterNotes(options, rows.length) });
}

/** ` of namespace shop and pod cart`: others may be there. */
function ofWhom({ namespace, pod }: Values): string {
  const names = [
    ...(namespace === undefined ? [] : [`namespace ${safeText(namespace)}`]),
    ...(pod === undefined ? [] : [`pod ${safeText(pod)}`]),
  ];
  return names.length === 0 ? '' : ` of ${names.join(' and ')}`;
}

/** No column of a directory's rows is of one archive. */
const ORIGIN = { archive: '', container: { absent: 'rows tell it themselves' } };

/** `time` is short for the column of it. */
function columnOf(key: string, { summary }: Values): string {
  return key.replace(/^(-?)time$/, `$1${summary ? 'newest' : 'checkpointed'}`);
}

async function collect(
  places: readonly string[],
  options: Values,
): Promise<{ rows: ListRow[]; found: string[]; errors: unknown[] }> {
  const { directories, engine } = options;
  const isUsual = directories.length === 0;
  const listing = {
    // Podman and Docker name their checkpoints as they like, and leave them as directories.
    allFiles: options.allFiles || (isUsual && engine !== 'kubernetes'),
    recursive: options.recursive || (isUsual && engine === 'podman'),
    limits: limitsOf(options),
  };
  const rows: ListRow[] = [];
  const found: string[] = [];
  const errors: unknown[] = [];
  for (const place of places) {
    try {
      const listed = await listCheckpoints(place, listing);
      const wanted = listed.rows.filter(
        ({ namespace, pod }) =>
          (options.namespace ?? namespace) === namespace && (options.pod ?? pod) === pod,
      );
      append(rows, wanted);
      if (wanted.length > 0) found.push(place);
      append(errors, listed.warnings);
    } catch (error) {
      // A place that an engine does not have is no mistake of the user's.
      if (!isUsual) errors.push(error);
    }
  }
  return { rows, found, errors };
}
