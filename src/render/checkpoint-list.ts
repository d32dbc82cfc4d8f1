import type { ListRow } from '../analysis/list-row.js';
import type { PodTotal } from '../analysis/pod-totals.js';
import type { BoxedStyle } from './boxed-table.js';
import { formatBytes } from './byte-size.js';
import { renderFittedTable } from './fitted-table.js';

const ABSENT = '-';

/** The table of `list`. `now` is what ages are counted from. */
export function renderList(rows: readonly ListRow[], now: Date, style?: BoxedStyle): string {
  return renderFittedTable<ListRow>(
    [
      { title: 'NAMESPACE', cell: ({ namespace }) => namespace ?? ABSENT, flexible: true },
      { title: 'POD', cell: ({ pod }) => pod ?? ABSENT, flexible: true },
      { title: 'CONTAINER', cell: ({ container }) => container ?? ABSENT, flexible: true },
      { title: 'ENGINE', cell: ({ engine }) => engine },
      { title: 'TIME CHECKPOINTED', cell: ({ checkpointed }) => checkpointed },
      { title: 'TIME FROM', cell: ({ time_from }) => time_from },
      { title: 'AGE', cell: ({ checkpointed }) => ageText(checkpointed, now), align: 'right' },
      { title: 'SIZE', cell: ({ size }) => formatBytes(size), align: 'right' },
      { title: 'CHECKPOINT NAME', cell: ({ name }) => name, flexible: true },
    ],
    rows,
    style,
  );
}

/** The table of `list --summary`. */
export function renderPodTotals(rows: readonly PodTotal[], style?: BoxedStyle): string {
  return renderFittedTable<PodTotal>(
    [
      { title: 'NAMESPACE', cell: ({ namespace }) => namespace ?? ABSENT, flexible: true },
      { title: 'POD', cell: ({ pod }) => pod ?? ABSENT, flexible: true },
      { title: 'CHECKPOINTS', cell: ({ checkpoints }) => String(checkpoints), align: 'right' },
      { title: 'SIZE', cell: ({ size }) => formatBytes(size), align: 'right' },
      { title: 'OLDEST', cell: ({ oldest }) => oldest },
      { title: 'NEWEST', cell: ({ newest }) => newest },
    ],
    rows,
    style,
  );
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
