import type { ListRow } from '../analysis/list-row.js';
import { formatBytes } from './byte-size.js';
import { renderTable } from './boxed-table.js';

const ABSENT = '-';

type Bold = (text: string) => string;

/** The table of `list`. `now` is what ages are counted from. */
export function renderList(rows: readonly ListRow[], now: Date, bold?: Bold): string {
  return renderTable(
    [
      { title: 'NAMESPACE', cell: ({ namespace }) => namespace ?? ABSENT },
      { title: 'POD', cell: ({ pod }) => pod ?? ABSENT },
      { title: 'CONTAINER', cell: ({ container }) => container ?? ABSENT },
      { title: 'ENGINE', cell: ({ engine }) => engine },
      { title: 'TIME CHECKPOINTED', cell: ({ checkpointed }) => checkpointed },
      { title: 'TIME FROM', cell: ({ time_from }) => time_from },
      { title: 'AGE', cell: ({ checkpointed }) => ageText(checkpointed, now), align: 'right' },
      { title: 'SIZE', cell: ({ size }) => formatBytes(size), align: 'right' },
      { title: 'CHECKPOINT NAME', cell: ({ name }) => name },
    ],
    rows,
    bold,
  );
}

interface PodTotal {
  readonly namespace: string;
  readonly pod: string;
  readonly checkpoints: number;
  readonly size: number;
  readonly oldest: string;
  readonly newest: string;
}

/** `list --summary`: how much there is of each pod, by namespace and name. */
export function podTotals(rows: readonly ListRow[]): PodTotal[] {
  const totals = new Map<string, PodTotal>();
  for (const { namespace = ABSENT, pod = ABSENT, size, checkpointed } of rows) {
    const key = `${namespace}/${pod}`;
    const before = totals.get(key);
    totals.set(key, {
      namespace,
      pod,
      checkpoints: (before?.checkpoints ?? 0) + 1,
      size: (before?.size ?? 0) + size,
      oldest: earlier(before?.oldest ?? checkpointed, checkpointed),
      newest: earlier(before?.newest ?? checkpointed, checkpointed, true),
    });
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}

export function renderPodTotals(rows: readonly ListRow[], bold?: Bold): string {
  return renderTable(
    [
      { title: 'NAMESPACE', cell: ({ namespace }: PodTotal) => namespace },
      { title: 'POD', cell: ({ pod }) => pod },
      { title: 'CHECKPOINTS', cell: ({ checkpoints }) => String(checkpoints), align: 'right' },
      { title: 'SIZE', cell: ({ size }) => formatBytes(size), align: 'right' },
      { title: 'OLDEST', cell: ({ oldest }) => oldest },
      { title: 'NEWEST', cell: ({ newest }) => newest },
    ],
    podTotals(rows),
    bold,
  );
}

function earlier(a: string, b: string, later = false): string {
  return Date.parse(a) < Date.parse(b) !== later ? a : b;
}

/** The two largest units: `3d 4h`, `12m 5s`. */
function ageText(time: string, now: Date): string {
  const seconds = Math.floor((now.getTime() - Date.parse(time)) / 1000);
  if (!Number.isFinite(seconds)) return ABSENT;
  if (seconds < 0) return '0s';
  const units: [string, number][] = [
    ['d', Math.floor(seconds / 86400)],
    ['h', Math.floor(seconds / 3600) % 24],
    ['m', Math.floor(seconds / 60) % 60],
    ['s', seconds % 60],
  ];
  const first = units.findIndex(([, count]) => count > 0);
  if (first === -1) return '0s';
  return units
    .slice(first, first + 2)
    .map(([unit, count]) => `${count}${unit}`)
    .join(' ');
}
