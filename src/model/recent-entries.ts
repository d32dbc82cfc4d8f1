import type { ImageEntry } from '../criu/image.js';

/** What an entry weighs beside the bytes of its message. */
const ENTRY_BYTES = 64;

/**
 * Decoded images that are likely to be asked for again. Shared ones stay; of those that there may be
 * thousands of, as of each process, the ones that nobody asked for the longest make room.
 */
export class RecentEntries {
  private readonly shared = new Map<string, readonly ImageEntry[]>();
  /** The least recently used first. */
  private readonly ofMany = new Map<string, readonly ImageEntry[]>();
  private bytes = 0;

  /** @param limit bytes of messages of images of which there are many */
  constructor(private readonly limit: number) {}

  get(name: string): readonly ImageEntry[] | undefined {
    const entries = this.ofMany.get(name);
    if (entries === undefined) return this.shared.get(name);
    this.ofMany.delete(name);
    this.ofMany.set(name, entries);
    return entries;
  }

  set(name: string, entries: readonly ImageEntry[]): void {
    if (!isOneOfMany(name)) {
      this.shared.set(name, entries);
      return;
    }
    this.ofMany.set(name, entries);
    this.bytes += weightOf(entries);
    for (const [oldest, others] of this.ofMany) {
      // The one that was just asked for stays, however large it is.
      if (this.bytes <= this.limit || oldest === name) break;
      this.ofMany.delete(oldest);
      this.bytes -= weightOf(others);
    }
  }
}

/** Images of a process, thread, table, namespace and so on have its number in their names. */
export function isOneOfMany(name: string): boolean {
  return /-[0-9a-f]+\.img$/.test(name);
}

function weightOf(entries: readonly ImageEntry[]): number {
  return entries.reduce((sum, { length }) => sum + length + ENTRY_BYTES, 0);
}
