import type { Archive } from '../archive/archive.js';
import { localPath } from '../archive/local-path.js';
import { openArchive } from '../archive/open.js';
import type { Limits } from '../archive/limits.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileSize } from '../bytes/file-size.js';
import { locateCheckpoint, selectCheckpoint, type Checkpoint } from '../model/checkpoint.js';
import type { Container } from '../model/containers.js';
import { isRead, onlyDeclared, type Reads } from '../model/reads.js';
import { limitsOf, type LimitValues } from './archive-options.js';
import type { Io } from './io.js';

/** What is open, to be closed together. No other part of cli/ opens an archive; the linter sees to it. */
export class OpenedArchives {
  private readonly opened: { close(): void }[] = [];
  private readonly asked: Checkpoint[] = [];

  constructor(
    private readonly options: LimitValues,
    private readonly io: Io,
  ) {}

  /** Opens an archive with what the questions read; of a damaged one what lies before the damage. */
  async open(file: string, reads: Reads): Promise<Archive> {
    const path = localPath(file);
    const progress = this.io.progress('Reading', path === undefined ? undefined : fileSize(path));
    try {
      const archive = await openArchive(file, {
        keep: (name) => isRead(name, reads),
        limits: limitsOf(this.options),
        spool: true,
        salvage: true,
        checkpointsOnly: true,
        onRead: progress.advance,
      });
      return onlyDeclared(this.add(archive), reads);
    } finally {
      progress.stop();
    }
  }

  /** The container of a name, or the only one. */
  select(archive: Archive, name: string | undefined): Checkpoint {
    return this.asking(selectCheckpoint(archive, name));
  }

  locate(archive: Archive, container: Container): Checkpoint {
    return this.asking(locateCheckpoint(archive, container));
  }

  /** What could not be read of all that were asked so far. */
  get damage(): CheckpointError[] {
    return this.asked.flatMap(({ damage }) => damage.list);
  }

  add<T extends { close(): void }>(opened: T): T {
    this.opened.push(opened);
    return opened;
  }

  close(): void {
    for (const each of this.opened) each.close();
  }

  private asking(checkpoint: Checkpoint): Checkpoint {
    this.asked.push(checkpoint);
    return checkpoint;
  }
}

/** Bytes to be read in any order, until they are closed. */
export interface OpenedBytes {
  readonly source: ByteSource;
  readonly close: () => void;
}

/**
 * One member alone, for what is asked of no checkpoint.
 * @throws CheckpointError `not-found`
 */
export async function openMember(file: string, name: string, limits: Limits): Promise<OpenedBytes> {
  const archive = await openArchive(file, { keep: (each) => each === name, limits });
  const close = (): void => {
    archive.close();
  };
  try {
    const member = archive.find(name);
    if (member !== undefined) return { source: archive.source(member), close };
    throw new CheckpointError('not-found', 'no such member', { file, member: name });
  } catch (error) {
    close();
    throw error;
  }
}
