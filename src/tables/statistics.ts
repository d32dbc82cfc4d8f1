import { known } from '../model/absent.js';
import { readStatistics, type DumpStatistics } from '../model/statistics.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { ORIGIN } from './dictionary.js';
import type { Column } from './table.js';

type Figures = Partial<DumpStatistics>;

const TIMES = {
  freezing_time: 'For which CRIU was freezing the processes',
  frozen_time: 'For which the processes were frozen',
  memdump_time: 'For which memory was taken',
  memwrite_time: 'For which memory was written',
  irmap_resolve: 'For which paths of inodes were looked for',
} as const satisfies Partial<Record<keyof DumpStatistics, string>>;

const COUNTS = {
  pages_scanned: 'Pages that were looked at',
  pages_skipped_parent: 'Pages that the parent has already',
  pages_written: 'Pages that were written',
  pages_lazy: 'Pages that were left for a page server',
  page_pipes: 'Pipes that pages went through',
  page_pipe_bufs: 'Buffers of these pipes',
  shpages_scanned: 'Pages of shared memory that were looked at',
  shpages_skipped_parent: 'Pages of shared memory that the parent has already',
  shpages_written: 'Pages of shared memory that were written',
} as const satisfies Partial<Record<keyof DumpStatistics, string>>;

const USUAL: ReadonlySet<keyof DumpStatistics> = new Set([
  ...(['freezing_time', 'frozen_time', 'memdump_time', 'memwrite_time'] as const),
  ...(['pages_scanned', 'pages_written'] as const),
]);

/** Of whichever row has the figures. */
export const STATISTICS: readonly Column<Figures>[] = [
  ...columnsOf(TIMES, '_us', ', in microseconds'),
  ...columnsOf(COUNTS),
];

export const statistics: CheckpointTable<Figures> = {
  name: 'statistics',
  reads: [],
  describe: "CRIU's figures of the dump.",
  columns: [...ORIGIN, ...STATISTICS],
  rows: (checkpoint) => [readStatistics(checkpoint)],
};

function columnsOf(
  figures: Partial<Record<keyof DumpStatistics, string>>,
  suffix = '',
  unit = '',
): Column<Figures>[] {
  return (Object.keys(figures) as (keyof DumpStatistics)[]).map((key) => ({
    name: `${key}${suffix}`,
    type: 'integer',
    describe: `${figures[key] ?? ''}${unit}`,
    get: (row) => known(row[key], 'stats-dump does not tell it'),
    ...(!USUAL.has(key) && { shown: 'wide' }),
  }));
}
