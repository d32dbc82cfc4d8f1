import { findImage, type Checkpoint } from '../checkpoint.js';
import { readPageSize } from '../page-size.js';
import { readVmas } from '../vmas.js';
import { AddressSpace } from './address-space.js';
import { findParent, readParentChain, type FindParent } from './parents.js';
import { regionOf } from './regions.js';
import { openSavedPages } from './saved-pages.js';
import { Segments } from './segments.js';

/** The memory that a checkpoint saved. */
export interface Memory {
  /** Bytes. */
  readonly pageSize: number;
  /**
   * A process's memory: its regions (mm-PID.img) and what pagemap-PID.img tells of their pages. A
   * pre-dump has no mm images; its pages are there all the same, without regions.
   * @throws CheckpointError when one of the images is damaged
   */
  space(pid: number): AddressSpace;
  /**
   * A shared segment, its offsets as addresses, by the ID of pagemap-shmem-ID.img.
   * @throws CheckpointError when the image is damaged
   */
  segment(id: bigint): AddressSpace | undefined;
}

export interface MemoryOptions {
  /** Where the images are that an incremental dump builds on; by default in the same archive. */
  readonly findParent?: FindParent;
}

/** How long a segment is, no pagemap tells. */
const WHOLE_SEGMENT = regionOf({ start: 0n, end: 1n << 64n });

/** Opens the memory of a checkpoint. No page is read before it is asked for. */
export function openMemory(checkpoint: Checkpoint, options: MemoryOptions = {}): Memory {
  const chain = readParentChain(checkpoint, options.findParent ?? findParent);
  const pageSize = readPageSize(checkpoint, pidsWithPages(checkpoint));
  const segments = new Segments(chain, checkpoint, pageSize);
  return {
    pageSize,
    space(pid) {
      const hasRegions = findImage(checkpoint, `mm-${pid}.img`) !== undefined;
      const regions = hasRegions ? readVmas(checkpoint, pid).map(regionOf) : [];
      const pages = openSavedPages(chain, `pagemap-${pid}.img`, pageSize);
      return new AddressSpace(regions, pages, (region) => segments.behind(region));
    },
    segment(id) {
      const pages = segments.pages(id);
      return pages && new AddressSpace([WHOLE_SEGMENT], pages, () => undefined);
    },
  };
}

/** Processes with a pagemap image; pstree.img may be damaged, and a pre-dump has none. */
function pidsWithPages({ archive, imagePrefix }: Checkpoint): number[] {
  return archive.members
    .filter(({ name }) => name.startsWith(imagePrefix))
    .map(({ name }) => /^pagemap-(\d+)\.img$/.exec(name.slice(imagePrefix.length))?.[1])
    .filter((pid) => pid !== undefined)
    .map(Number);
}
