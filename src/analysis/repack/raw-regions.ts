import type { Checkpoint } from '../../model/checkpoint.js';
import { memfdInodes } from '../../model/memfd-inodes.js';
import { MapFlag, readVmas, VmaStatus } from '../../model/vmas.js';

type IsRaw = (start: bigint, end: bigint) => boolean;

/** Regions whose pages CRIU never compresses: huge pages, and those that a plugin looks after. */
export class RawRegions {
  constructor(private readonly checkpoint: Checkpoint) {}

  /** @param pagemap pagemap-PID.img or pagemap-shmem-ID.img */
  of(pagemap: string): IsRaw {
    const number = Number(pagemap.replace(/\D/g, ''));
    return pagemap.startsWith('pagemap-shmem-') ? this.ofSegment(number) : this.ofProcess(number);
  }

  private ofProcess(pid: number): IsRaw {
    const regions = readVmas(this.checkpoint, pid).filter(
      ({ flags = 0, status = 0 }) =>
        (flags & MapFlag.hugetlb) !== 0 || (status & VmaStatus.plugin) !== 0,
    );
    return (from, to) => regions.some(({ start = 0n, end = 0n }) => start < to && end > from);
  }

  private ofSegment(id: number): IsRaw {
    const isHuge = [...memfdInodes(this.checkpoint).values()].some(
      ({ shmid, hugetlb_flag }) => shmid === id && hugetlb_flag !== undefined,
    );
    return () => isHuge;
  }
}
