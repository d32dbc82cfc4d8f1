import { listCheckpoints } from '../../analysis/checkpoint-list.js';
import { LIST_ENGINES, placesOf } from '../../analysis/list-places.js';
import type { ListRow } from '../../analysis/list-row.js';
import { podTotals, renderList, renderPodTotals } from '../../render/checkpoint-list.js';
import { renderJson } from '../../render/json.js';
import { safeText } from '../../render/safe-text.js';
import { ARCHIVE_OPTIONS, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import { any } from '../argument.js';
import { terminalBold } from '../color.js';
import { defineCommand } from '../command.js';
import { choice, flag, text, type ValuesOf } from '../option.js';
import { outcome } from '../outcome.js';

/** One that the calendar does not know comes last. */
const millisecondsOf = ({ checkpointed }: ListRow): number => Date.parse(checkpointed) || 0;

type Compare = (a: ListRow, b: ListRow) => number;

const byText =
  (key: 'name' | 'namespace' | 'pod' | 'container'): Compare =>
  (a, b) =>
    (a[key] ?? '') < (b[key] ?? '') ? -1 : (a[key] ?? '') > (b[key] ?? '') ? 1 : 0;

const KEYS = ['time', 'size', 'name', 'namespace', 'pod', 'container'] as const;

/** The newest and the largest first. */
const ORDERS: Readonly<Record<(typeof KEYS)[number], Compare>> = {
  time: (a, b) => millisecondsOf(b) - millisecondsOf(a),
  size: (a, b) => b.size - a.size,
  name: byText('name'),
  namespace: byText('namespace'),
  pod: byText('pod'),
  container: byText('container'),
};

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
  sort: choice({ value: 'KEY', choices: KEYS, default: 'time', describe: 'Order of the rows' }),
  summary: flag({ describe: 'Totals of each pod instead' }),
  ...FORMAT_OPTION,
  ...ARCHIVE_OPTIONS,
};

export const command = defineCommand({
  summary: 'List the checkpoints in a directory',
  arguments: { directories: any('DIR') },
  options: OPTIONS,
  examples: [
    ['', "The kubelet's checkpoints"],
    ['/mnt/evidence -r --all-files', 'Whatever is a checkpoint below a directory'],
    ['--summary', 'How much there is of each pod'],
  ],
  notes:
    'The time is the one in the archive, or the one in the name that the kubelet gave, or when CRIU wrote ' +
    'inventory.img, or that of the file, which may be a copy: TIME FROM tells which.',
  async run(options, { out }) {
    const { directories, engine, summary } = options;
    const places = directories.length > 0 ? directories : placesOf(engine);
    const { rows, found, errors } = await collect(places, options);
    rows.sort(ORDERS[options.sort]);
    if (options.format === 'json') {
      await out.write(renderJson(summary ? podTotals(rows) : rows));
    } else if (rows.length === 0) {
      await out.write(`No checkpoints found in ${places.map(safeText).join(', ') || engine}\n`);
    } else {
      for (const place of found) {
        await out.write(`Listing checkpoints in path: ${safeText(place)}\n`);
      }
      const bold = await terminalBold(out);
      const table = summary ? renderPodTotals(rows, bold) : renderList(rows, new Date(), bold);
      await out.write(table);
    }
    return outcome({ damage: errors });
  },
});

type Values = ValuesOf<typeof OPTIONS> & { readonly directories: readonly string[] };

async function collect(
  places: readonly string[],
  options: Values,
): Promise<{ rows: ListRow[]; found: string[]; errors: unknown[] }> {
  const { directories, engine } = options;
  const usual = directories.length === 0;
  const listing = {
    // Podman and Docker name their checkpoints as they like, and leave them as directories.
    allFiles: options.allFiles || (usual && engine !== 'kubernetes'),
    recursive: options.recursive || (usual && engine === 'podman'),
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
      rows.push(...wanted);
      if (wanted.length > 0) found.push(place);
      errors.push(...listed.warnings);
    } catch (error) {
      // A place that an engine does not have is no mistake of the user's.
      if (!usual) errors.push(error);
    }
  }
  return { rows, found, errors };
}
