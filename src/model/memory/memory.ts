import { findImage, type Checkpoint } from '../checkpoint.js';
import { pageSizeOf, pidsWithPages } from '../page-size.js';
import { readVmas } from '../vmas.js';
import type { BaseImage } from '../../archive/base-image/base-image.js';
import type { Sysroot } from '../../archive/sysroot.js';
import { AddressSpace } from './address-space.js';
import type { AbsentPages } from './backing.js';
import { ExtentBudget } from './extent-budget.js';
import { MappedFiles } from './mapped-files.js';
import { findParent, readParentChain, type FindParent } from './parents.js';
import type { Behind, MappedFile } from './pages-behind.js';
import { regionOf, regionsOf, type Region, type Regions } from './regions.js';
import { openSavedPages } from './saved-pages.js';
import { Segments } from './segments.js';

/** The memory that a checkpoint saved. */
export interface Memory {
  /** The dump and those that it was made on top of, as far as they are here, nearest first. */
  readonly chain: readonly Checkpoint[];
  /** Bytes. */
  readonly pageSize: number;
  /** Processes of which pages were saved: those with a pagemap image. */
  readonly pids: readonly number[];
  /**
   * A process's memory: its regions (mm-PID.img) and what pagemap-PID.img tells of their pages. A
   * pre-dump has no mm images; its pages are there all the same, without regions.
   * @throws CheckpointError when one of the images is damaged
   */
  space(pid: number): AddressSpace;
  /**
   * The saved pages of a process alone, as when its regions cannot be read.
   * @throws CheckpointError when the pagemap image is damaged
   */
  pages(pid: number): AddressSpace;
  /**
   * The shared segments of which pages were saved, also those that no process has mapped.
   * @throws CheckpointError when ipcns-shm-N.img is damaged
   */
  segmentIds(): bigint[];
  /** Whether a segment is a memfd, and not merely memory that processes share. */
  isMemfd(id: bigint): boolean;
  /**
   * A shared segment, its offsets as addresses, by the ID of pagemap-shmem-ID.img, or of the System V
   * segment in ipcns-shm-N.img.
   * @throws CheckpointError when the image is damaged
   */
  segment(id: bigint): AddressSpace | undefined;
  /**
   * The ID of the segment that lies behind a region of shared memory.
   * @throws CheckpointError when an image that tells of it is damaged
   */
  segmentOf(region: Region): bigint | undefined;
  /** The whole of the file that a region maps, if it is at hand; otherwise why it is not. */
  mappedFile(region: Region): MappedFile | AbsentPages;
}

export interface MemoryOptions {
  /** Where the images are that an incremental dump builds on; by default in the same archive. */
  readonly findParent?: FindParent;
  /** A copy of the container's files, from which pages come that a dump leaves in their files. */
  readonly sysroot?: Sysroot;
  /** The image that the container was made of. */
  readonly image?: BaseImage;
}

/** How long a segment is, no pagemap tells. */
const WHOLE_SEGMENT: Regions = {
  regions: [regionOf({ start: 0n, end: 1n << 64n })],
  guards: [],
};

const NO_REGIONS: Regions = { regions: [], guards: [] };

/** Opens the memory of a checkpoint. No page is read before it is asked for. */
export function openMemory(checkpoint: Checkpoint, options: MemoryOptions = {}): Memory {
  const chain = readParentChain(checkpoint, options.findParent ?? findParent);
  const pids = pidsWithPages(checkpoint);
  const pageSize = pageSizeOf(checkpoint);
  const segments = new Segments(chain, checkpoint, pageSize);
  const files = new MappedFiles(checkpoint, options.sysroot);
  const behind: Behind = {
    segment: (region) => segments.behind(region),
    file: (region) => files.behind(region),
  };
  const budget = new ExtentBudget({ file: checkpoint.archive.file });
  const openSpace = (pid: number, regions: Regions): AddressSpace => {
    const pages = openSavedPages(chain, `pagemap-${pid}.img`, pageSize, ['pages', 'parent']);
    return new AddressSpace(regions, pages, behind, BigInt(pageSize), budget);
  };
  return {
    chain,
    pageSize,
    pids,
    space(pid) {
      const hasRegions = findImage(checkpoint, `mm-${pid}.img`) !== undefined;
      return openSpace(pid, hasRegions ? regionsOf(readVmas(checkpoint, pid)) : NO_REGIONS);
    },
    pages: (pid) => openSpace(pid, NO_REGIONS),
    segmentIds: () => segments.ids(),
    isMemfd: (id) => segments.isMemfd(id),
    segmentOf: (region) => segments.idBehind(region),
    mappedFile: (region) => files.behind(region),
    segment(id) {
      const pages = segments.pages(id);
      return pages && new AddressSpace(WHOLE_SEGMENT, pages, behind, BigInt(pageSize), budget);
    },
  };
}
