import type { Archive } from '../archive/archive.js';
import { DEFAULT_LIMITS, type Limits } from '../archive/limits.js';
import { openArchive } from '../archive/open.js';
import { openSysroot } from '../archive/sysroot.js';
import { selectCheckpoint, type Checkpoint } from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import type { MemoryOptions } from '../model/memory/memory.js';
import { checkParentOrder, findParentAmong } from '../model/memory/parents.js';
import { BULK_KINDS, isRead, type Reads } from '../model/reads.js';
import { OpenedCheckpoint } from './opened-checkpoint.js';

export interface OpenCheckpointOptions {
  /** The container of a pod archive that holds several. */
  readonly container?: string;
  /** The checkpoints that this one was made on top of, the nearest first. */
  readonly parents?: readonly string[];
  /** A copy of the container's files, for pages that are in mapped files only. */
  readonly sysroot?: string;
  /**
   * What will be read besides images and metadata, by default all. Of a compressed archive the rest is
   * passed by; what is kept and large goes to a temporary file without a name.
   */
  readonly reads?: Reads;
  readonly limits?: Partial<Limits>;
}

/**
 * Opens the checkpoint of one container, in whatever form: a tar, plain or compressed, a directory, an
 * image, a pod archive. What it is, its bytes tell. Of a damaged archive there is what lies before the
 * damage, and `damage` of the checkpoint tells of it.
 * @param file `-` is standard input
 * @throws CheckpointError when nothing can be told: `not-readable`, `invalid-archive`, or `ambiguous` for
 *   a pod of several containers without `container`
 */
export async function openCheckpoint(
  file: string,
  { container, parents = [], sysroot: directory, ...options }: OpenCheckpointOptions = {},
): Promise<OpenedCheckpoint> {
  const opened: { close(): void }[] = [];
  const close = (): void => {
    for (const each of opened.splice(0)) each.close();
  };
  try {
    const archive = await open(file, options, opened);
    const checkpoint = selectCheckpoint(archive, container);
    const chain: Checkpoint[] = [];
    for (const parent of parents) {
      const below = await open(parent, options, opened);
      const isPod = findContainers(below).length > 1;
      chain.push(selectCheckpoint(below, isPod ? checkpoint.podContainer : undefined));
    }
    if (chain.length > 0) checkParentOrder([checkpoint, ...chain]);
    const memory: MemoryOptions = { findParent: findParentAmong(chain) };
    if (directory === undefined) return new OpenedCheckpoint(checkpoint, memory, close);
    const sysroot = openSysroot(directory);
    opened.push(sysroot);
    return new OpenedCheckpoint(checkpoint, { ...memory, sysroot }, close);
  } catch (error) {
    close();
    throw error;
  }
}

async function open(
  file: string,
  { reads = BULK_KINDS, limits }: Pick<OpenCheckpointOptions, 'reads' | 'limits'>,
  opened: { close(): void }[],
): Promise<Archive> {
  const archive = await openArchive(file, {
    keep: (name) => isRead(name, reads),
    limits: { ...DEFAULT_LIMITS, ...limits },
    spool: true,
    salvage: true,
  });
  opened.push(archive);
  return archive;
}
