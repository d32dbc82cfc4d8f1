import type { Fact } from '../model/absent.js';

/** What capturing a container will do, as far as it can be known before. */
export interface CapturePlan {
  /** As the engine knows it: `default/counters/counter`. */
  readonly container: string;
  /** Where it runs: `node worker-1`. */
  readonly where: string;
  /** What becomes of its processes. */
  readonly after: 'goes on' | 'stops';
  readonly use: Fact<DiskUse>;
  /** Bytes free where the engine keeps checkpoints. */
  readonly free: Fact<number>;
  /** Where the archive will lie. */
  readonly target: string;
}

/** What will be in a checkpoint, in bytes. */
export interface DiskUse {
  /** Memory that is not read from files. */
  readonly memory: number;
  /** Changed files. */
  readonly files: Fact<number>;
}

/** Bytes of the archive: rather less than it will be, because the processes go on until they are frozen. */
export function expectedSize({ memory, files }: DiskUse): number {
  return memory + (typeof files === 'number' ? files : 0);
}

/**
 * Whether there is room: engines write CRIU's images first and then an archive of them, so both lie there
 * for a while.
 */
export function lacksRoom({ use, free }: CapturePlan): boolean {
  return 'memory' in use && typeof free === 'number' && 2 * expectedSize(use) > free;
}
