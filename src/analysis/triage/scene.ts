import { fileContextOf } from '../../model/descriptors/file-context.js';
import type { Limits } from '../../archive/limits.js';
import { onDemand } from '../../bytes/on-demand.js';
import { isAbsent } from '../../model/absent.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import type { ProcessChoice } from '../../model/choose-processes.js';
import { isChosen } from '../../model/choose-processes.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import { readSockets } from '../../model/sockets/sockets.js';
import type { Socket } from '../../model/sockets/socket.js';
import { ChangedFiles } from './changed-files.js';
import { ElfHeaders } from './elf-headers.js';
import { Suspect } from './suspect.js';

/** What the rules look at: each part is read when the first of them asks for it, and once. */
export class Scene {
  readonly changed: ChangedFiles;
  /** ELF headers in memory that no file of that name is behind. */
  readonly elfHeaders: ElfHeaders;
  private readonly suspects: () => readonly Suspect[];
  private readonly wanted: ProcessChoice;
  private known: readonly Socket[] | undefined;

  constructor(
    readonly view: MemoryView,
    { limits, processes = {}, threads = 0 }: SceneOptions = {},
  ) {
    const { checkpoint } = view;
    this.changed = new ChangedFiles(checkpoint, limits, view.image);
    this.suspects = onDemand(() => suspectsOf(view));
    this.wanted = processes;
    this.elfHeaders = new ElfHeaders(view, threads);
  }

  /**
   * Living processes, by PID.
   * @throws CheckpointError when there is no process tree: rules about files can look all the same
   */
  get processes(): readonly Suspect[] {
    return this.suspects();
  }

  get checkpoint(): Checkpoint {
    return this.view.checkpoint;
  }

  /** The processes that the question is about; the others are looked at as their neighbours only. */
  get chosen(): readonly Suspect[] {
    return this.processes.filter((each) => isChosen(each, this.wanted));
  }

  process(pid: number): Suspect | undefined {
    return this.processes.find((each) => each.pid === pid);
  }

  get sockets(): readonly Socket[] {
    this.known ??= readSockets(fileContextOf(this.checkpoint));
    return this.known;
  }

  /** The process and those above it, the nearest first. */
  ancestors(of: Suspect): Suspect[] {
    const found: Suspect[] = [];
    for (
      let next = this.process(of.task.ppid);
      next !== undefined && !found.includes(next) && next !== of;
      next = this.process(next.task.ppid)
    ) {
      found.push(next);
    }
    return found;
  }

  /** The living children of a process. */
  children(of: Suspect): Suspect[] {
    return this.processes.filter(({ task }) => task.ppid === of.pid);
  }

  /** Whether a process listens for connections from a network. */
  listens(process: Suspect): boolean {
    return this.sockets.some(
      (socket) =>
        socket.type === 'INETSK' &&
        !isAbsent(socket.state) &&
        socket.state === 'LISTEN' &&
        socket.holders.some(({ pid }) => pid === process.pid),
    );
  }
}

function suspectsOf(view: MemoryView): Suspect[] {
  return view.processes
    .flatMap((memory) => (memory.task === undefined ? [] : new Suspect(view, memory, memory.task)))
    .sort((one, other) => one.pid - other.pid);
}

export interface SceneOptions {
  readonly limits?: Limits;
  readonly processes?: ProcessChoice;
  /** Threads besides this one that search memory. */
  readonly threads?: number;
}
