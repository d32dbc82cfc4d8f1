import type { BaseImage } from '../archive/base-image/base-image.js';
import { imagePlaceOf, isTree, type ImagePlace } from '../archive/base-image/image-place.js';
import { imageSysroot } from '../archive/base-image/image-sysroot.js';
import { openSysroot } from '../archive/sysroot.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import { viewMemory, type MemoryView } from '../model/memory/memory-view.js';
import type { MemoryOptions } from '../model/memory/memory.js';
import { checkParentOrder, findParentAmong } from '../model/memory/parents.js';
import type { Reads } from '../model/reads.js';
import { openBase } from './base-image-option.js';
import { archiveName } from '../remote/archive-name.js';
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
    archiveName,
  ),
  sysroot: text({
    value: 'DIR',
    describe:
      "A copy of the container's files, or its image (oci-archive:FILE ...), for pages that are in mapped files only",
  }),
  ...CHECKPOINT_OPTIONS,
};

type Values = ValuesOf<typeof MEMORY_OPTIONS> & {
  /** The image of the container, of commands that compare with it. */
  readonly base?: ImagePlace | undefined;
};

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
  options: Values,
): Promise<MemoryOptions> {
  const { parent = [], sysroot: directory, container, base } = options;
  const parents: Checkpoint[] = [];
  for (const name of parent) {
    const archive = await opened.open(name, reads);
    const isPod = findContainers(archive).length > 1;
    const wanted = isPod ? (container ?? checkpoint.podContainer) : undefined;
    parents.push(opened.select(archive, wanted));
  }
  if (parents.length > 0) checkParentOrder([checkpoint, ...parents]);
  const open = (place: ImagePlace): Promise<BaseImage> =>
    openBase(place, checkpoint, opened, options, { ofMemory: true });
  const image = base === undefined ? undefined : await open(base);
  const place = directory === undefined ? undefined : imagePlaceOf(directory);
  const sysroot =
    directory === undefined
      ? image && imageSysroot(image)
      : place === undefined || isTree(place.path)
        ? opened.add(openSysroot(place?.path ?? directory))
        : imageSysroot(await open(place));
  return {
    findParent: findParentAmong(parents),
    ...(sysroot !== undefined && { sysroot }),
    ...(image !== undefined && { image }),
  };
}
