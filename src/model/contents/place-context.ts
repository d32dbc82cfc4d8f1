import type { Archive } from '../../archive/archive.js';
import type { Limits } from '../../archive/limits.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isAbsent } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { FileContext } from '../descriptors/file-context.js';
import type { Process } from '../processes.js';
import { TolerantImages } from '../tolerant-images.js';
import { readTasks, type Task } from '../tasks.js';
import type { Warnings } from '../warnings.js';

/** What the readers of single kinds of places look things up in. */
export class PlaceContext {
  readonly checkpoint: Checkpoint;
  readonly images: TolerantImages;
  private fileContext: FileContext | undefined;
  private told = 0;

  constructor(
    checkpoint: Checkpoint,
    readonly warnings: Warnings,
    readonly limits: Limits,
  ) {
    this.checkpoint = { ...checkpoint, archive: archiveOfHeld(checkpoint.archive) };
    this.images = new TolerantImages(this.checkpoint);
  }

  /** Open files and who holds them. Without a process tree it knows files only. */
  get files(): FileContext {
    this.fileContext ??= new FileContext(this.images, this.processes());
    return this.fileContext;
  }

  /**
   * Names of the files whose names begin with `prefix`, without it, each once, in the order of the
   * archive.
   */
  namesBelow(prefix: string): string[] {
    const names = this.checkpoint.archive.members
      .filter(
        ({ name, type }) => name.startsWith(prefix) && (type === 'file' || type === 'hardlink'),
      )
      .map(({ name }) => name.slice(prefix.length));
    return [...new Set(names)];
  }

  /** The bytes of a member; undefined, with a warning, where they are not at hand. */
  source(name: string): ByteSource | undefined {
    const { archive } = this.checkpoint;
    const member = archive.find(name);
    if (member === undefined) return undefined;
    const source = this.warnings.attempt(() => archive.source(member));
    return isAbsent(source) ? undefined : source;
  }

  /** Hands on what went wrong in the images so far. */
  tellDamage(): void {
    const { warnings } = this.images;
    for (; this.told < warnings.length; this.told++) {
      const error = warnings[this.told];
      if (error !== undefined) this.warnings.add(error);
    }
  }

  private processes(): Process[] {
    const tasks = this.warnings.attempt(() => readTasks(this.checkpoint, this.warnings));
    return isAbsent(tasks) ? [] : tasks.map(processOf);
  }
}

function processOf({ pid, ppid, pgid, sid, core: fact, threads }: Task): Process {
  const core = isAbsent(fact) ? {} : fact;
  const tids = threads.map(({ tid }) => tid);
  return { pid, ppid, pgid, sid, threads: tids, comm: core.tc?.comm ?? '', core };
}

/** The archive, where bytes that were not kept when it was opened are an error like others. */
function archiveOfHeld(archive: Archive): Archive {
  return {
    ...archive,
    source(member) {
      if (archive.holds(member)) return archive.source(member);
      const reason = 'was not kept of the compressed archive; unpack that first';
      throw new CheckpointError('unsupported', reason, { file: archive.file, member: member.name });
    },
  };
}
