import type { FownEntry } from '../../criu/messages.generated.js';
import { isAbsent } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { fileTableOf, type FileTable } from '../file-table.js';
import type { Images } from '../images.js';
import { readProcesses, type Process } from '../processes.js';
import { architectureOf, type Architecture } from '../process-facts/architecture.js';
import { signalName } from '../process-facts/signals.js';
import { DescriptorTables } from './descriptor-tables.js';

/** What the readers of single kinds of files look things up in. */
export function fileContextOf(checkpoint: Checkpoint): FileContext {
  return checkpoint.once(makeContext);
}

function makeContext(checkpoint: Checkpoint): FileContext {
  return new FileContext(checkpoint);
}

export class FileContext {
  readonly images: Images;
  readonly files: FileTable;
  /** None where there is no process tree: files are known all the same. */
  readonly processes: readonly Process[];
  readonly tables: DescriptorTables;
  /** Architecture: core_entry.mtype of the first process that tells it. */
  readonly mtype: number | undefined;
  readonly architecture: Architecture;
  private readonly indexes = new Map<unknown, unknown>();

  constructor(readonly checkpoint: Checkpoint) {
    const { damage } = checkpoint;
    this.images = checkpoint.images;
    this.files = fileTableOf(checkpoint);
    this.processes = damage.attemptOr(() => readProcesses(checkpoint), []);
    this.tables = new DescriptorTables(checkpoint, this.processes);
    this.mtype = firstArchitecture(this.processes);
    this.architecture = architectureOf(this.mtype === undefined ? {} : { mtype: this.mtype });
  }

  /** What `build` makes of all images, made once: an index over them. */
  index<T>(build: (context: FileContext) => T): T {
    if (!this.indexes.has(build)) this.indexes.set(build, build(this));
    return this.indexes.get(build) as T;
  }
}

function firstArchitecture(processes: readonly Process[]): number | undefined {
  for (const { core } of processes) {
    if (!isAbsent(core) && core.mtype !== undefined) return core.mtype;
  }
  return undefined;
}

/** Who is signalled when a file becomes ready (F_SETOWN, F_SETSIG): fown_entry. */
export interface SignalOwner {
  /** A thread, process or process group, as `target` says. */
  readonly pid: number;
  readonly target: 'thread' | 'process' | 'process group' | 'unknown';
  /** SIGIO when the program chose none. */
  readonly signal: string;
  /** Ids of the process that asked for it. */
  readonly uid: number;
  readonly euid: number;
}

const TARGETS = ['thread', 'process', 'process group'] as const;

/** Undefined where nobody is to be signalled. */
export function signalOwner(
  context: FileContext,
  fown: FownEntry | undefined,
): SignalOwner | undefined {
  if (fown === undefined || ((fown.pid ?? 0) === 0 && (fown.signum ?? 0) === 0)) return undefined;
  const signum = fown.signum ?? 0;
  return {
    pid: fown.pid ?? 0,
    target: TARGETS[fown.pid_type ?? 0] ?? 'unknown',
    signal: signum === 0 ? 'SIGIO' : signalName(signum, context.architecture),
    uid: fown.uid ?? 0,
    euid: fown.euid ?? 0,
  };
}
