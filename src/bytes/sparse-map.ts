/** Where the stored bytes of a file with holes belong. Fragments ascend and do not overlap. */
export interface SparseMap {
  /** Bytes of the file, holes included. */
  readonly size: number;
  /** Where each fragment begins in the file. */
  readonly starts: Float64Array;
  readonly lengths: Float64Array;
  /** Where each fragment begins among the stored bytes. */
  readonly storedAt: Float64Array;
  /** Bytes of all fragments. */
  readonly stored: number;
}

/**
 * A map of `[start, length]` pairs.
 * @returns undefined if they do not ascend, overlap or go beyond `size`
 */
export function sparseMap(
  size: number,
  fragments: readonly (readonly [number, number])[],
): SparseMap | undefined {
  // A hole at the end is told by an empty fragment; nothing is lost without those.
  const kept = fragments.filter(([, length]) => length !== 0);
  const starts = new Float64Array(kept.length);
  const lengths = new Float64Array(kept.length);
  const storedAt = new Float64Array(kept.length);
  let end = 0;
  let stored = 0;
  for (const [index, [start, length]] of kept.entries()) {
    if (!Number.isSafeInteger(start) || start < end || length < 0) return undefined;
    end = start + length;
    if (!Number.isSafeInteger(end) || end > size) return undefined;
    starts[index] = start;
    lengths[index] = length;
    storedAt[index] = stored;
    stored += length;
  }
  return { size, starts, lengths, storedAt, stored };
}

/** Index of the first fragment that ends behind `offset`; the number of fragments if there is none. */
export function findFragment(map: SparseMap, offset: number): number {
  let low = 0;
  let high = map.starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((map.starts[middle] ?? 0) + (map.lengths[middle] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
