import { statSync } from 'node:fs';
import { openArchive } from '../archive/open.js';
import { openSysroot } from '../archive/sysroot.js';
import type { Archive } from '../archive/archive.js';
import { viewMemory, type MemoryView } from '../model/memory/memory-view.js';
import {
  isBulkImage,
  locateCheckpoint,
  selectCheckpoint,
  type Checkpoint,
} from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import { checkParentOrder, findParentAmong } from '../model/memory/parents.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, limitsOf } from './archive-options.js';
import type { Io } from './io.js';
import { list, text, type ValuesOf } from './option.js';

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
  ...CONTAINER_OPTION,
  ...ARCHIVE_OPTIONS,
};

type MemoryValues = ValuesOf<typeof MEMORY_OPTIONS>;

type UseMemory<T> = (view: MemoryView) => Promise<T>;

/** Opens the memory of the one container that the options mean, and closes it behind `use`. */
export async function withMemory<T>(
  file: string,
  options: MemoryValues,
  io: Io,
  use: UseMemory<T>,
): Promise<T> {
  const opened = new OpenedMemory(options, io, isMemoryMember);
  let archive: Archive | undefined;
  try {
    archive = await opened.open(file);
    return await use(await opened.view(selectCheckpoint(archive, options.container)));
  } catch (error) {
    // What is missing may be missing because of that.
    throw archive?.damage ?? error;
  } finally {
    opened.close();
  }
}

/**
 * The same for each container of a pod archive, or that which the options mean. One that cannot be read
 * does not hide the others: its error is among those that are returned.
 * @param keeps members whose bytes will be asked for besides those of the memory
 */
export async function withEachMemory(
  file: string,
  options: MemoryValues,
  io: Io,
  use: UseMemory<void>,
  keeps: (name: string) => boolean,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  const opened = new OpenedMemory(options, io, (name) => isMemoryMember(name) || keeps(name));
  try {
    const archive = await opened.open(file);
    const name = options.container;
    const containers = name === undefined ? findContainers(archive) : [undefined];
    for (const container of containers) {
      try {
        const checkpoint =
          container === undefined
            ? selectCheckpoint(archive, name)
            : locateCheckpoint(archive, container);
        await use(await opened.view(checkpoint));
      } catch (error) {
        errors.push(archive.damage ?? error);
      }
    }
  } catch (error) {
    errors.push(error);
  } finally {
    opened.close();
  }
  return errors;
}

/** Archives and directories that are open, to be closed together. */
class OpenedMemory {
  private readonly opened: { close(): void }[] = [];

  constructor(
    private readonly options: MemoryValues,
    private readonly io: Io,
    private readonly keeps: (name: string) => boolean,
  ) {}

  async open(file: string): Promise<Archive> {
    const limits = limitsOf(this.options);
    const size = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
    const progress = this.io.progress('Reading', size);
    try {
      const reading = { limits, spool: true, onRead: progress.advance, salvage: true };
      const archive = await openArchive(file, { keep: this.keeps, ...reading });
      this.opened.push(archive);
      return archive;
    } finally {
      progress.stop();
    }
  }

  async view(checkpoint: Checkpoint): Promise<MemoryView> {
    const { options } = this;
    const parents: Checkpoint[] = [];
    for (const name of options.parent ?? []) {
      const container = options.container ?? checkpoint.podContainer;
      const archive = await this.open(name);
      const isPod = findContainers(archive).length > 1;
      parents.push(selectCheckpoint(archive, isPod ? container : undefined));
    }
    checkParentOrder([checkpoint, ...parents]);
    const directory = options.sysroot;
    const sysroot = directory === undefined ? undefined : openSysroot(directory);
    if (sysroot !== undefined) this.opened.push(sysroot);
    const view = viewMemory(checkpoint, {
      findParent: findParentAmong(parents),
      ...(sysroot !== undefined && { sysroot }),
    });
    for (const { archive } of [checkpoint, ...parents]) {
      if (archive.damage !== undefined) view.warnings.add(archive.damage);
    }
    return view;
  }

  close(): void {
    for (const each of this.opened) each.close();
  }
}

/** CRIU's images without those that are no memory, such as tmpfs contents. */
function isMemoryMember(name: string): boolean {
  const isPages = /(?:^|\/)pages-[^/]*$/.test(name);
  return isPages || !isBulkImage(name);
}
