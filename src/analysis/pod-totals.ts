import type { ListRow } from './list-row.js';

/** How much there is of one pod. */
export interface PodTotal {
  readonly namespace?: string;
  readonly pod?: string;
  readonly checkpoints: number;
  /** Bytes on disk. */
  readonly size: number;
  /** RFC 3339. */
  readonly oldest: string;
  readonly newest: string;
}

/** Of each pod, by namespace and name; what is of no pod together. */
export function podTotalsOf(rows: readonly ListRow[]): PodTotal[] {
  const totals = new Map<string, PodTotal>();
  for (const { namespace, pod, size, checkpointed } of rows) {
    const key = JSON.stringify([namespace ?? '', pod ?? '']);
    const before = totals.get(key);
    totals.set(key, {
      ...(namespace !== undefined && { namespace }),
      ...(pod !== undefined && { pod }),
      checkpoints: (before?.checkpoints ?? 0) + 1,
      size: (before?.size ?? 0) + size,
      oldest: earlier(before?.oldest ?? checkpointed, checkpointed),
      newest: earlier(before?.newest ?? checkpointed, checkpointed, true),
    });
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}

function earlier(a: string, b: string, later = false): string {
  return Date.parse(a) < Date.parse(b) !== later ? a : b;
}
