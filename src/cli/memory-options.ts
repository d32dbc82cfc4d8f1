import { openSysroot } from '../archive/sysroot.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import { viewMemory, type MemoryView } from '../model/memory/memory-view.js';
import type { MemoryOptions } from '../model/memory/memory.js';
import { checkParentOrder, findParentAmong } from '../model/memory/parents.js';
import type { Reads } from '../model/reads.js';
import { CHECKPOINT_OPTIONS, eachCheckpoint, withCheckpoint } from './each-checkpoint.js';
import type { Io } from './io.js';
import type { OpenedArchives } from './opened-archives.js';
import { list, text, type ValuesOf } from './option.js';
import type { Outcome } from './outcome.js';

/** Options of every command that reads memory: where it comes from. */
export const MEMORY_OPTIONS = {
  parent: list(
    {
      value: 'ARCHIVE',
      describe: 'The checkpoint that this one was made on top of; for a longer chain once for each',
    },
    (word) => word,
  ),
  sysroot: text({
    value: 'DIR',
    describe: "A copy of the container's files, for pages that are in mapped files only",
  }),
  ...CHECKPOINT_OPTIONS,
};

type Values = ValuesOf<typeof MEMORY_OPTIONS>;

/** As withCheckpoint, for questions about memory. */
export async function withMemory(
  file: string,
  reads: Reads,
  options: Values,
  io: Io,
  use: (view: MemoryView) => Promise<Outcome>,
): Promise<Outcome> {
  return withCheckpoint(file, reads, options, io, async (checkpoint, opened) => {
    return use(await openView(checkpoint, opened, reads, options));
  });
}

/** As eachCheckpoint, for questions about memory. */
export async function eachMemory(
  files: readonly string[],
  reads: Reads,
  options: Values,
  io: Io,
  use: (view: MemoryView) => Promise<void>,
): Promise<unknown[]> {
  return eachCheckpoint(files, reads, options, io, async (checkpoint, opened) => {
    await use(await openView(checkpoint, opened, reads, options));
  });
}

async function openView(
  checkpoint: Checkpoint,
  opened: OpenedArchives,
  reads: Reads,
  options: Values,
): Promise<MemoryView> {
  return viewMemory(checkpoint, await openSources(checkpoint, opened, reads, options));
}

/** Where the memory of a checkpoint comes from, as the options tell. */
export async function openSources(
  checkpoint: Checkpoint,
  opened: OpenedArchives,
  reads: Reads,
  { parent = [], sysroot: directory, container }: Values,
): Promise<MemoryOptions> {
  const parents: Checkpoint[] = [];
  for (const name of parent) {
    const archive = await opened.open(name, reads);
    const isPod = findContainers(archive).length > 1;
    const wanted = isPod ? (container ?? checkpoint.podContainer) : undefined;
    parents.push(opened.select(archive, wanted));
  }
  if (parents.length > 0) checkParentOrder([checkpoint, ...parents]);
  const sysroot = directory === undefined ? undefined : opened.add(openSysroot(directory));
  return { findParent: findParentAmong(parents), ...(sysroot !== undefined && { sysroot }) };
}
