import { sideOf, type Side } from '../../analysis/diff/side.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { readContainer, type ContainerInfo } from '../../model/container.js';
import type { Reads } from '../../model/reads.js';
import { limitsOf } from '../archive-options.js';
import { openSources } from '../memory-options.js';
import type { OpenedArchives } from '../opened-archives.js';
import type { DiffValues } from './diff-options.js';

/** Two checkpoints that are open at once. */
export interface OpenPair {
  readonly before: Side;
  readonly after: Side;
}

/** @throws CheckpointError in the words of upstream */
export async function openPair(
  opened: OpenedArchives,
  [before, after]: readonly [string, string],
  reads: Reads,
  options: DiffValues,
): Promise<OpenPair> {
  const sides = {
    before: await openSide(opened, before, reads, options, 'checkpointA'),
    after: await openSide(opened, after, reads, options, 'checkpointB'),
  };
  if (!options.force) refuseStrangers(sides);
  return sides;
}

async function openSide(
  opened: OpenedArchives,
  file: string,
  reads: Reads,
  options: DiffValues,
  name: string,
): Promise<Side> {
  try {
    const archive = await opened.open(file, reads);
    const checkpoint = opened.select(archive, options.container);
    // What it is given as a parent may be the other of the two.
    const parent = options.parent?.filter((each) => each !== file);
    const sources = await openSources(checkpoint, opened, reads, { ...options, parent });
    return sideOf(checkpoint, sources, limitsOf(options));
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError(error.code, `failed to load ${name}: ${error.message}`);
  }
}

/** Images alone do not tell whose they are. */
function refuseStrangers({ before, after }: OpenPair): void {
  const [a, b] = [readContainer(before.checkpoint), readContainer(after.checkpoint)];
  if (a.id === undefined || b.id === undefined || a.id === b.id) return;
  throw new CheckpointError(
    'usage',
    `checkpoints are from different containers: A: ${nameOf(a)}, B: ${nameOf(b)}`,
    {},
    '--force compares them all the same',
  );
}

function nameOf({ name, id }: ContainerInfo): string {
  return `${name ?? '?'} (${id ?? '?'})`;
}
