import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { MmEntry } from '../../criu/messages.generated.js';
import { isAbsent, type Fact } from '../absent.js';
import { findImage, type Checkpoint } from '../checkpoint.js';
import type { AddressSpace } from './address-space.js';
import { openMemory, type Memory, type MemoryOptions } from './memory.js';
import type { Region } from './regions.js';
import { noSuchProcess, Process, readProcesses, walkTree } from '../processes.js';
import type { Damage } from '../damage.js';
import { addressMarksOf, type AddressMarks } from './address-marks.js';
import { RegionNames } from './region-names.js';
import { RegionUses, type RegionUse } from './region-uses.js';

/** The memory of a checkpoint with the processes that it belongs to. */
export interface MemoryView {
  readonly checkpoint: Checkpoint;
  readonly memory: Memory;
  /** In the order of pstree.img. Those that have ended have no memory and are not among them. */
  readonly processes: readonly ProcessMemory[];
  /** Dead and zombie processes. */
  readonly ended: readonly Process[];
  readonly warnings: Damage;
}

export interface ProcessMemory {
  readonly pid: number;
  readonly comm: Fact<string>;
  /** Undefined in a pre-dump, which has no core images. */
  readonly task?: Process;
  readonly mm: Fact<Partial<MmEntry>>;
  readonly marks: AddressMarks;
  /** Without regions where mm-PID.img is missing or damaged: the pages are there all the same. */
  readonly space: Fact<AddressSpace>;
  /** As /proc/PID/maps names it; empty for plain anonymous memory. */
  nameOf(region: Region): string;
  /** What anonymous memory is for. */
  useOf(region: Region): RegionUse;
}

/**
 * @throws CheckpointError when pstree.img is missing or damaged, unless the images are a pre-dump's
 */
export function viewMemory(checkpoint: Checkpoint, options: MemoryOptions = {}): MemoryView {
  const warnings = checkpoint.damage;
  const memory = openMemory(checkpoint, options);
  const processOf = readerOf(checkpoint, memory);
  const isWithoutTree = findImage(checkpoint, 'pstree.img') === undefined && memory.pids.length > 0;
  const tasks: readonly (Process | number)[] = isWithoutTree
    ? memory.pids.map((pid) => taskWithoutTree(checkpoint, pid))
    : readProcesses(checkpoint);
  const ended = tasks.filter((task): task is Process => typeof task !== 'number' && task.ended);
  const living = tasks.filter((task) => typeof task === 'number' || !task.ended);
  return { checkpoint, memory, processes: living.map(processOf), ended, warnings };
}

/** The memory of one process at a time, so that the regions of many need not be held. */
export function processMemoryReader(
  checkpoint: Checkpoint,
  options: MemoryOptions = {},
): (process: Process) => ProcessMemory {
  return readerOf(checkpoint, openMemory(checkpoint, options));
}

/** Of a pre-dump only the PID is known. */
function readerOf(
  checkpoint: Checkpoint,
  memory: Memory,
): (task: Process | number) => ProcessMemory {
  const { damage } = checkpoint;
  const names = new RegionNames(checkpoint);
  return (task) => {
    const pid = pidOf(task);
    const mm =
      typeof task === 'number'
        ? { absent: 'a pre-dump has no mm images' }
        : checkpoint.images.first(`mm-${pid}.img`, 'mm_entry');
    const marks = addressMarksOf(mm, typeof task === 'number' ? [] : task.threads);
    const space = damage.attempt(() => (isAbsent(mm) ? memory.pages(pid) : memory.space(pid)));
    const uses = isAbsent(space) ? undefined : new RegionUses(space, marks);
    const useOf = (region: Region): RegionUse => uses?.of(region) ?? { kind: 'other' };
    return {
      pid,
      ...(typeof task === 'number'
        ? { comm: { absent: 'a pre-dump has no core images' } }
        : { comm: task.comm, task }),
      mm,
      marks,
      space,
      useOf,
      nameOf: (region) => names.of(region, useOf(region)),
    };
  };
}

/** Of a damaged archive the tree may be lost while the other images are there; of a pre-dump only the PID. */
function taskWithoutTree({ images }: Checkpoint, pid: number): Process | number {
  return images.has(`core-${pid}.img`) ? new Process(images, { pid }) : pid;
}

/** @throws CheckpointError `not-found` for a process that is not there or has ended */
export function findProcess(view: MemoryView, pid: number): ProcessMemory {
  const found = view.processes.find((process) => process.pid === pid);
  if (found !== undefined) return found;
  const { file } = view.checkpoint.archive;
  const why = view.ended.some((task) => task.pid === pid)
    ? `process ${pid} has ended: it has no memory`
    : noSuchProcess(
        pid,
        view.processes.flatMap(({ task }) => task ?? []),
      );
  throw new CheckpointError('not-found', why, { file });
}

/**
 * The processes that were asked for, or all, each below its parent as pstree.img has them.
 * @throws CheckpointError `not-found` as findProcess
 */
export function chooseProcesses(
  view: MemoryView,
  pids: ReadonlySet<number> | undefined,
): readonly ProcessMemory[] {
  if (pids !== undefined) return [...pids].map((pid) => findProcess(view, pid));
  const { processes, ended } = view;
  // Those that have ended hold their children's places in the tree.
  const rows = walkTree([
    ...processes.map((process) => ({ ...placeOf(process.task, process.pid), process })),
    ...ended.map((task) => ({ ...placeOf(task, task.pid), process: undefined })),
  ]);
  return rows.flatMap((row) => row.process.process ?? []);
}

function placeOf(task: Process | undefined, pid: number): { pid: number; ppid: number } {
  return { pid, ppid: task?.ppid ?? 0 };
}

function pidOf(task: Process | number): number {
  return typeof task === 'number' ? task : task.pid;
}
