import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { findImage, type Checkpoint } from '../checkpoint.js';

/** Longest chain of incremental dumps that is followed; real ones have a few. */
const MAX_PARENTS = 1024;

/**
 * Finds the images that an incremental dump was made on top of.
 * @param checkpoint whose `parent` link is meant
 * @returns undefined when there is none, or when they are not here
 */
export type FindParent = (checkpoint: Checkpoint) => Checkpoint | undefined;

/**
 * The parent's images within the same archive: the `parent` link (CR_PARENT_LINK of criu/image.c) taken
 * as a name among the members, `checkpoint/parent -> ../pre-checkpoint`. It is never followed on disk.
 */
export function findParent(checkpoint: Checkpoint): Checkpoint | undefined {
  const link = findImage(checkpoint, 'parent');
  if (link?.type !== 'symlink') return undefined;
  const directory = resolveName(checkpoint.imagePrefix, link.linkName ?? '');
  if (directory === undefined) return undefined;
  const { archive } = checkpoint;
  const isHere = archive.members.some(({ name }) => name.startsWith(`${directory}pagemap-`));
  return isHere ? checkpoint.at(directory) : undefined;
}

/** The checkpoint and its parents, nearest first. A circle of links ends where it closes. */
export function readParentChain(checkpoint: Checkpoint, find: FindParent): Checkpoint[] {
  const chain: Checkpoint[] = [];
  const seen = new Set<string>();
  for (let at: Checkpoint | undefined = checkpoint; at !== undefined; at = find(at)) {
    const key = `${at.archive.file}:${at.imagePrefix}`;
    if (seen.has(key) || chain.length > MAX_PARENTS) break;
    seen.add(key);
    chain.push(at);
  }
  return chain;
}

/**
 * A checkpoint is made after those that it was made on top of, which inventory_entry.dump_uptime tells.
 * @throws CheckpointError when the parents are given in another order
 */
export function checkParentOrder(chain: readonly Checkpoint[]): void {
  const times = chain.map(
    ({ images }) => images.find('inventory.img', 'inventory_entry')?.dump_uptime,
  );
  times.forEach((time, index) => {
    const before = times[index - 1];
    if (time === undefined || before === undefined || time <= before) return;
    const { file } = chain[index]?.archive ?? {};
    const why =
      'was made later than what it is given as a parent of; --parent takes the nearest first';
    throw new CheckpointError('usage', why, file === undefined ? {} : { file });
  });
}

/** What is in the same archive comes first, then the given ones in their order. */
export function findParentAmong(parents: readonly Checkpoint[]): FindParent {
  return (checkpoint) => {
    const level = parents.findIndex(({ archive }) => archive === checkpoint.archive);
    return findParent(checkpoint) ?? parents[level + 1];
  };
}

/** A link's target as a prefix of member names; undefined when it leads out of the archive. */
function resolveName(from: string, target: string): string | undefined {
  if (target === '' || target.startsWith('/')) return undefined;
  const parts = from.split('/').filter((part) => part !== '');
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '' : `${parts.join('/')}/`;
}
