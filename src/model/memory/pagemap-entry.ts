/** Bits of pagemap_entry.flags (criu/include/pagemap.h). */
export const PageFlag = { parent: 1, lazy: 2, present: 4 } as const;

/** Number of pages of a pagemap entry: nr_pages since CRIU 4.2, compat_nr_pages before. */
export function pageCount(entry: { nr_pages?: bigint; compat_nr_pages?: number }): bigint {
  return entry.nr_pages ?? BigInt(entry.compat_nr_pages ?? 0);
}
