import type { Interval } from '../../model/memory/interval-list.js';
import type { SearchedExtent, Store } from './searched-extent.js';
import { addTo } from '../../model/group-by.js';

/**
 * Which parts of segments and deleted files were searched as the memory of a process: what lies in one of
 * them as a whole was found there, with what stands before and behind it.
 */
export class StoreWindows {
  private readonly byStore = new Map<string, { start: bigint; end: bigint }[]>();
  private isSorted = true;

  /** @param extents one behind the other in the memory of a process */
  add(extents: readonly SearchedExtent[]): void {
    let open: { key: string; start: bigint; end: bigint } | undefined;
    for (const { store, offset, length } of extents) {
      if (store === undefined) {
        open = undefined;
        continue;
      }
      const key = keyOf(store.store);
      const start = BigInt(offset) + store.shift;
      if (open?.key !== key || open.end !== start) {
        open = { key, start, end: start };
        addTo(this.byStore, key, open);
      }
      open.end = start + BigInt(length);
    }
    this.isSorted = false;
  }

  /** Whether one window has all of a part of a store. */
  covers(store: Store, { start, end }: Interval): boolean {
    const windows = this.sorted().get(keyOf(store)) ?? [];
    let low = 0;
    let high = windows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((windows[middle]?.start ?? 0n) <= start) low = middle + 1;
      else high = middle;
    }
    const last = windows[low - 1];
    return last !== undefined && end <= last.end;
  }

  /** Only windows that lie in no other one are kept: where they begin later they end later. */
  private sorted(): ReadonlyMap<string, readonly Interval[]> {
    if (this.isSorted) return this.byStore;
    for (const [key, windows] of this.byStore) {
      const kept: { start: bigint; end: bigint }[] = [];
      for (const window of windows.sort(byStartAndSize)) {
        if (window.end > (kept.at(-1)?.end ?? -1n)) kept.push(window);
      }
      this.byStore.set(key, kept);
    }
    this.isSorted = true;
    return this.byStore;
  }
}

function byStartAndSize(a: Interval, b: Interval): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return a.end > b.end ? -1 : 1;
}

function keyOf(store: Store): string {
  return store.kind === 'segment' ? `segment ${store.id}` : `ghost ${store.member}`;
}
