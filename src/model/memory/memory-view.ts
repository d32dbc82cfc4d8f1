import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { MmEntry } from '../../criu/messages.generated.js';
import { isAbsent, mapFact, type Fact } from '../absent.js';
import { findImage, type Checkpoint } from '../checkpoint.js';
import { readFirst } from '../images.js';
import type { AddressSpace } from './address-space.js';
import { openMemory, type Memory, type MemoryOptions } from './memory.js';
import type { Region } from './regions.js';
import { walkTree } from '../processes.js';
import { noSuchProcess, readTasks, type Task } from '../tasks.js';
import { Warnings } from '../warnings.js';
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
  readonly ended: readonly Task[];
  readonly warnings: Warnings;
}

export interface ProcessMemory {
  readonly pid: number;
  readonly comm: Fact<string>;
  /** Undefined in a pre-dump, which has no core images. */
  readonly task?: Task;
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
  const warnings = new Warnings();
  const memory = openMemory(checkpoint, options);
  const names = new RegionNames(checkpoint, warnings);
  const isWithoutTree = findImage(checkpoint, 'pstree.img') === undefined && memory.pids.length > 0;
  const tasks = isWithoutTree
    ? memory.pids.map((pid) => taskWithoutTree(checkpoint, pid, warnings))
    : readTasks(checkpoint, warnings);
  // A forged pstree.img that names one process often must not cost as often.
  const distinct = [...new Map(tasks.map((task) => [pidOf(task), task])).values()];
  const processOf = (task: Task | number): ProcessMemory => {
    const pid = pidOf(task);
    const mm =
      typeof task === 'number'
        ? { absent: 'a pre-dump has no mm images' }
        : warnings.attempt(() => readFirst(checkpoint, `mm-${pid}.img`, 'mm_entry'));
    const marks = addressMarksOf(mm, typeof task === 'number' ? [] : task.threads);
    const space = warnings.attempt(() => (isAbsent(mm) ? memory.pages(pid) : memory.space(pid)));
    const uses = isAbsent(space) ? undefined : new RegionUses(space, marks);
    const useOf = (region: Region): RegionUse => uses?.of(region) ?? { kind: 'other' };
    return {
      pid,
      ...(typeof task === 'number'
        ? { comm: { absent: 'a pre-dump has no core images' } }
        : { comm: commOf(task), task }),
      mm,
      marks,
      space,
      useOf,
      nameOf: (region) => names.of(region, useOf(region)),
    };
  };
  const ended = distinct.filter((task): task is Task => typeof task !== 'number' && task.ended);
  const living = distinct.filter((task) => typeof task === 'number' || !task.ended);
  return { checkpoint, memory, processes: living.map(processOf), ended, warnings };
}

/** Of a damaged archive the tree may be lost while the other images are there; of a pre-dump only the PID. */
function taskWithoutTree(checkpoint: Checkpoint, pid: number, warnings: Warnings): Task | number {
  const name = `core-${pid}.img`;
  if (findImage(checkpoint, name) === undefined) return pid;
  const core = warnings.attempt(() => readFirst(checkpoint, name, 'core_entry'));
  const threads = [{ tid: pid, core }];
  return { ...{ pid, ppid: 0, pgid: 0, sid: 0, ended: false }, core, threads };
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

function placeOf(task: Task | undefined, pid: number): { pid: number; ppid: number } {
  return { pid, ppid: task?.ppid ?? 0 };
}

function commOf({ pid, core }: Task): Fact<string> {
  return mapFact(core, ({ tc }) => tc?.comm ?? { absent: `core-${pid}.img does not tell it` });
}

function pidOf(task: Task | number): number {
  return typeof task === 'number' ? task : task.pid;
}
