import { mapFact, type Fact } from '../../model/absent.js';
import type { AddressSpace, Extent } from '../../model/memory/address-space.js';
import { permissionsOf } from '../../model/memory/map-row.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import { countPages } from '../../model/memory/page-counts.js';
import type { Reads } from '../../model/reads.js';

export const reads: Reads = ['pages'];

/** How much memory of a process is here. */
export interface MemorySizes {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly sizes: Fact<{
    /** Bytes of its own pages that are here, those in the images of a parent among them. */
    readonly own: bigint;
    /** Bytes of addresses that are mapped as shared memory or shared files. */
    readonly shared: bigint;
    /** How many of these were saved. */
    readonly sharedResident: bigint;
    /** Bytes that lie in a parent image that is not here. */
    readonly inMissingParent: bigint;
  }>;
}

export function memorySizesOf(view: MemoryView, process: ProcessMemory): MemorySizes {
  const { pid, comm, space } = process;
  const { pageSize } = view.memory;
  return {
    pid,
    comm,
    sizes: mapFact(space, (known) => view.warnings.attempt(() => sizesOf(known, pageSize))),
  };
}

function sizesOf(space: AddressSpace, pageSize: number) {
  const { origins, reasons } = countPages(space.allExtents(), pageSize);
  const ofShared = countPages(sharedExtents(space), pageSize);
  const bytes = (pages: bigint | undefined) => (pages ?? 0n) * BigInt(pageSize);
  return {
    own: bytes(origins.get('pages')) + bytes(origins.get('parent')),
    shared: space.regions.reduce(
      (sum, region) => (isShared(region) ? sum + region.end - region.start : sum),
      0n,
    ),
    sharedResident: bytes(ofShared.present + ofShared.parent),
    inMissingParent: bytes(reasons.get('parent-missing')),
  };
}

function* sharedExtents(space: AddressSpace): Generator<Extent> {
  for (const extent of space.allExtents()) {
    if (extent.region !== undefined && isShared(extent.region)) yield extent;
  }
}

function isShared(region: NonNullable<Extent['region']>): boolean {
  return permissionsOf(region).endsWith('s');
}
