import { MapFlag } from '../vmas.js';
import type { AddressMarks } from './address-marks.js';
import type { AddressSpace } from './address-space.js';
import type { Interval } from './interval-list.js';
import type { Region } from './regions.js';
import { addTo } from '../group-by.js';

/**
 * What anonymous memory is used for.
 * - `heap`: from mm_start_brk to mm_brk
 * - `stack`: the main thread's, or that of thread `tid`
 * - `runtime-heap`: a thread's stack pointer lies in it, but it is not made as a stack is: the heap of a
 *   runtime that allocates stacks in it, such as Go's arenas with the stacks of goroutines
 * - `other`: none of these, as far as the images tell
 */
export type RegionUse =
  | { readonly kind: 'heap' | 'runtime-heap' | 'other' }
  | { readonly kind: 'stack'; readonly tid?: number };

/** Guards of libc are one page, of other runtimes a few; what is larger was reserved for something else. */
const MAX_GUARD = 1n << 20n;

/** So much of a stack without a guard is used at most: its pointer lies near its upper end. */
const MAX_USED = 128n << 10n;

/** The uses of all anonymous regions of a process. */
export class RegionUses {
  /** By their first addresses: regions may be read again. */
  private readonly ofThreads: ReadonlyMap<bigint, RegionUse>;

  constructor(
    space: AddressSpace,
    private readonly marks: AddressMarks,
  ) {
    this.ofThreads = findThreadStacks(space, marks);
  }

  of(region: Region): RegionUse {
    const { heap, stack } = this.marks;
    if (heap !== undefined && overlaps(region, heap)) return { kind: 'heap' };
    if (stack !== undefined && contains(region, stack)) return { kind: 'stack' };
    return this.ofThreads.get(region.start) ?? { kind: 'other' };
  }
}

function findThreadStacks(
  space: AddressSpace,
  { stackPointers }: AddressMarks,
): ReadonlyMap<bigint, RegionUse> {
  const pointersIn = new Map<Region, { tid: number; pointer: bigint }[]>();
  for (const stackPointer of stackPointers) {
    const region = space.regionAt(stackPointer.pointer);
    if (region?.backing.kind !== 'anonymous' || region.shared) continue;
    addTo(pointersIn, region, stackPointer);
  }
  const [main] = stackPointers;
  return new Map(
    [...pointersIn].map(([region, pointers]): [bigint, RegionUse] => {
      const [first, ...others] = pointers;
      if (first === undefined) return [region.start, RUNTIME_HEAP];
      const endsAtPointer = others.length === 0 && region.end - first.pointer <= MAX_USED;
      if (!growsDown(region) && !isGuarded(space, region) && !endsAtPointer) {
        return [region.start, RUNTIME_HEAP];
      }
      const owner = pointers.find((pointer) => pointer !== main) ?? first;
      return [region.start, { kind: 'stack', tid: owner.tid }];
    }),
  );
}

const RUNTIME_HEAP = { kind: 'runtime-heap' } as const;

function growsDown({ entry }: Region): boolean {
  return ((entry.flags ?? 0) & MapFlag.growsDown) !== 0;
}

/** As libc and the runtimes with threads of the system do: nobody can write below the stack. */
function isGuarded(space: AddressSpace, { start }: Region): boolean {
  if (space.isGuard(start)) return true;
  const below = start === 0n ? undefined : space.regionAt(start - 1n);
  if (below?.backing.kind !== 'anonymous' || below.end - below.start > MAX_GUARD) return false;
  return !below.readable && !below.writable && !below.executable;
}

/** As the kernel tells a heap: any region that overlaps it. */
function overlaps({ start, end }: Interval, other: Interval): boolean {
  return start < other.end && end > other.start;
}

function contains({ start, end }: Interval, address: bigint): boolean {
  return start <= address && address < end;
}
