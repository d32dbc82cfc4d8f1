import type { FownEntry } from '../../criu/messages.generated.js';
import { FileTable } from '../file-table.js';
import type { Process } from '../processes.js';
import { architectureOf, type Architecture } from '../process-facts/architecture.js';
import { signalName } from '../process-facts/signals.js';
import type { TolerantImages } from '../tolerant-images.js';
import { DescriptorTables } from './descriptor-tables.js';

/** What the readers of single kinds of files look things up in. */
export class FileContext {
  readonly files: FileTable;
  readonly tables: DescriptorTables;
  /** Architecture: core_entry.mtype of the first process that tells it. */
  readonly mtype: number | undefined;
  readonly architecture: Architecture;
  private readonly indexes = new Map<unknown, unknown>();

  constructor(
    readonly images: TolerantImages,
    readonly processes: readonly Process[],
  ) {
    this.files = new FileTable(images.checkpoint, images.messages);
    this.tables = new DescriptorTables(images, processes);
    const told = processes.find(({ core }) => core.mtype !== undefined)?.core;
    this.mtype = told?.mtype;
    this.architecture = architectureOf(told ?? {});
  }

  /** What `build` makes of all images, made once: an index over them. */
  index<T>(build: (context: FileContext) => T): T {
    if (!this.indexes.has(build)) this.indexes.set(build, build(this));
    return this.indexes.get(build) as T;
  }
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
