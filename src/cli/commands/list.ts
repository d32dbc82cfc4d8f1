import { listCheckpoints } from '../../analysis/checkpoint-list.js';
import { LIST_ENGINES, placesOf, type ListEngine } from '../../analysis/list-places.js';
import type { ListRow } from '../../analysis/list-row.js';
import { podTotals, renderList, renderPodTotals } from '../../render/checkpoint-list.js';
import { renderJson } from '../../render/json.js';
import { safeText } from '../../render/safe-text.js';
import { ARCHIVE_OPTIONS, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import { terminalBold } from '../color.js';
import type { Arguments, Command } from '../command.js';
import { ExitCode, reportError } from '../failure.js';

type Compare = (a: ListRow, b: ListRow) => number;

const byText =
  (key: 'name' | 'namespace' | 'pod' | 'container'): Compare =>
  (a, b) =>
    (a[key] ?? '') < (b[key] ?? '') ? -1 : (a[key] ?? '') > (b[key] ?? '') ? 1 : 0;

/** The newest and the largest first. */
const ORDERS: Readonly<Record<string, Compare>> = {
  time: (a, b) => Date.parse(b.checkpointed) - Date.parse(a.checkpointed),
  size: (a, b) => b.size - a.size,
  name: byText('name'),
  namespace: byText('namespace'),
  pod: byText('pod'),
  container: byText('container'),
};

export const command: Command = {
  summary: 'List the checkpoints in a directory',
  arguments: '[DIR...]',
  minArguments: 0,
  maxArguments: Infinity,
  options: {
    'all-files': {
      type: 'boolean',
      describe: 'Anything that is a checkpoint, not only checkpoint-*',
    },
    recursive: { type: 'boolean', alias: 'r', describe: 'Directories below, too' },
    engine: {
      type: 'string',
      value: 'ENGINE',
      choices: LIST_ENGINES,
      default: 'kubernetes',
      describe: 'Whose usual places to look into when no directory is named',
    },
    namespace: { type: 'string', value: 'NAME', describe: 'Only checkpoints of this namespace' },
    pod: { type: 'string', value: 'NAME', describe: 'Only checkpoints of this pod' },
    sort: {
      type: 'string',
      value: 'KEY',
      choices: Object.keys(ORDERS),
      default: 'time',
      describe: 'Order of the rows',
    },
    summary: { type: 'boolean', describe: 'Totals of each pod instead' },
    ...FORMAT_OPTION,
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['', "The kubelet's checkpoints"],
    ['/mnt/evidence -r --all-files', 'Whatever is a checkpoint below a directory'],
    ['--summary', 'How much there is of each pod'],
  ],
  notes:
    'The time is the one in the archive, or the one in the name that the kubelet gave, or that of the file.',
  async run(args, output) {
    const engine = LIST_ENGINES.find((each) => each === args.values.get('engine')) ?? 'kubernetes';
    const places = args.positional.length > 0 ? args.positional : placesOf(engine);
    const { rows, found, errors } = await collect(places, engine, args);
    errors.forEach(reportError);
    rows.sort(ORDERS[args.values.get('sort') ?? ''] ?? byText('name'));
    const summary = args.flags.has('summary');
    if (args.values.get('format') === 'json') {
      await output.write(renderJson(summary ? podTotals(rows) : rows));
    } else if (rows.length === 0) {
      await output.write(`No checkpoints found in ${places.map(safeText).join(', ') || engine}\n`);
    } else {
      for (const place of found)
        await output.write(`Listing checkpoints in path: ${safeText(place)}\n`);
      const bold = await terminalBold(output);
      const table = summary ? renderPodTotals(rows, bold) : renderList(rows, new Date(), bold);
      await output.write(table);
    }
    return errors.length > 0 ? ExitCode.failure : ExitCode.success;
  },
};

async function collect(
  places: readonly string[],
  engine: ListEngine,
  args: Arguments,
): Promise<{ rows: ListRow[]; found: string[]; errors: unknown[] }> {
  const usual = args.positional.length === 0;
  const options = {
    // Podman and Docker name their checkpoints as they like, and leave them as directories.
    allFiles: args.flags.has('all-files') || (usual && engine !== 'kubernetes'),
    recursive: args.flags.has('recursive') || (usual && engine === 'podman'),
    limits: limitsOf(args),
  };
  const rows: ListRow[] = [];
  const found: string[] = [];
  const errors: unknown[] = [];
  for (const place of places) {
    try {
      const listing = await listCheckpoints(place, options);
      const wanted = listing.rows.filter(
        ({ namespace, pod }) =>
          (args.values.get('namespace') ?? namespace) === namespace &&
          (args.values.get('pod') ?? pod) === pod,
      );
      rows.push(...wanted);
      if (wanted.length > 0) found.push(place);
      errors.push(...listing.warnings);
    } catch (error) {
      // A place that an engine does not have is no mistake of the user's.
      if (!usual) errors.push(error);
    }
  }
  return { rows, found, errors };
}
