import { isAbsent, type Absent, type Fact } from '../../model/absent.js';
import { absenceText, type AbsenceReason, type PageOrigin } from '../../model/memory/backing.js';
import type { Interval } from '../../model/memory/interval-list.js';
import type { Region } from '../../model/memory/regions.js';
import { stackPointerOf } from '../../model/process-facts/stack-pointer.js';
import { mapRowOf, type MapRow } from '../../model/memory/map-row.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import { kindsOf, type RegionKindName } from '../../model/memory/region-filter.js';
import type { Reads } from '../../model/reads.js';

export const reads: Reads = ['pages'];

/** Everything that is known of one address of a process. */
export interface AddressInfo {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly address: bigint;
  /** Undefined where nothing is mapped, and in a pre-dump. */
  readonly region?: MapRow & { readonly kinds: readonly RegionKindName[] };
  /** Bytes from the beginning of the region. */
  readonly offset?: bigint;
  /** Number of the page, and which byte of it. */
  readonly page: bigint;
  readonly pageOffset: bigint;
  readonly byte: StoredByte | AbsentByte;
  readonly mappedFile?: { readonly path: string; readonly offset: bigint };
  /** By the ID of pagemap-shmem-ID.img. */
  readonly segment?: { readonly id: bigint; readonly offset: bigint };
  /** Threads whose stack pointers are in the region. */
  readonly stacks: readonly StackOfThread[];
  /** What the address is part of by the marks in mm-PID.img. */
  readonly uses: readonly (Interval & { readonly name: UseName })[];
}

export type UseName = 'heap' | 'arguments' | 'environment';

export interface StoredByte {
  readonly state: 'stored';
  readonly origin: PageOrigin;
  /** The archive, and the name and offset in it; or a file of the sysroot. */
  readonly archive?: string;
  readonly member: string;
  readonly offset: number;
  /** Of a compressed page: `offset` is where its block begins, and this the byte of that once unpacked. */
  readonly inBlock?: number;
}

export interface AbsentByte {
  readonly state: 'absent';
  readonly reason: AbsenceReason;
  /** The end of a sentence. */
  readonly why: string;
}

export interface StackOfThread {
  readonly tid: number;
  readonly pointer: bigint;
  /** Bytes from the stack pointer up to the address; negative below it. */
  readonly distance: bigint;
}

/**
 * @returns why nothing can be told, when the images of the process are damaged
 * @throws CheckpointError when an image that the address leads to is damaged
 */
export function addressInfoOf(
  view: MemoryView,
  process: ProcessMemory,
  address: bigint,
): AddressInfo | Absent {
  const { pid, comm, space, marks } = process;
  if (isAbsent(space)) return space;
  const pageSize = BigInt(view.memory.pageSize);
  const { region } = firstExtent(space, address);
  const uses = (['heap', 'arguments', 'environment'] as const).flatMap((name) => {
    const interval = marks[name];
    return interval !== undefined && contains(interval, address) ? [{ name, ...interval }] : [];
  });
  return {
    pid,
    comm,
    address,
    ...(region !== undefined && {
      region: { ...mapRowOf(process, region), kinds: kindsOf(region, process) },
      offset: address - region.start,
      ...behindOf(view, process, region, address),
    }),
    page: address / pageSize,
    pageOffset: address % pageSize,
    byte: byteOf(space, address),
    stacks: region === undefined ? [] : stacksIn(process, region, address),
    uses,
  };
}

type Space = Exclude<ProcessMemory['space'], Absent>;

function firstExtent(space: Space, address: bigint) {
  const [extent] = space.extents(address, address + 1n);
  return extent ?? { region: undefined, backing: undefined };
}

function byteOf(space: Space, address: bigint): AddressInfo['byte'] {
  const { backing } = firstExtent(space, address);
  if (backing?.kind !== 'stored') {
    const reason = backing?.reason ?? 'unmapped';
    return { state: 'absent', reason, why: absenceText(reason) };
  }
  const { origin, member, offset, source } = backing;
  const { packed, place } = source;
  // A byte of a damaged block is not there.
  const isLost = packed !== undefined && packed.fill(offset, new Uint8Array(1)).length > 0;
  if (isLost)
    return { state: 'absent', reason: 'block-damaged', why: absenceText('block-damaged') };
  const archive = place.file;
  const at = packed?.placeOf(offset) ?? { offset, inBlock: undefined };
  return {
    ...{ state: 'stored', origin, member, offset: at.offset },
    ...(archive !== undefined && { archive }),
    ...(at.inBlock !== undefined && { inBlock: at.inBlock }),
  };
}

/** The mapped file or shared segment, and where in it the address is. */
function behindOf(
  view: MemoryView,
  process: ProcessMemory,
  region: Region,
  address: bigint,
): Pick<AddressInfo, 'mappedFile' | 'segment'> {
  const { backing } = region;
  if (!('offset' in backing)) return {};
  const offset = backing.offset + (address - region.start);
  if (backing.kind === 'file') return { mappedFile: { path: process.nameOf(region), offset } };
  const id = view.memory.segmentOf(region);
  return id === undefined ? {} : { segment: { id, offset } };
}

function stacksIn({ task }: ProcessMemory, region: Region, address: bigint): StackOfThread[] {
  return (task?.threads ?? []).flatMap(({ tid, core }) => {
    const pointer = isAbsent(core) ? undefined : stackPointerOf(core);
    if (pointer === undefined || !contains(region, pointer)) return [];
    return [{ tid, pointer, distance: address - pointer }];
  });
}

function contains({ start, end }: Interval, address: bigint): boolean {
  return start <= address && address < end;
}
