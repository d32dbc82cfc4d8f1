import type { BaseImage } from '../../archive/base-image/base-image.js';
import type { Sysroot } from '../../archive/sysroot.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { MmEntry } from '../../criu/messages.generated.js';
import { onDemand } from '../../bytes/on-demand.js';
import { isAbsent, type Fact } from '../absent.js';
import { findImage, type Checkpoint } from '../checkpoint.js';
import { chooseProcesses, type ChosenProcesses, type ProcessChoice } from '../choose-processes.js';
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
  /** The files of the container, or of its image, where they were given. */
  readonly sysroot: Sysroot | undefined;
  /** The image that the container was made of, where it was given. */
  readonly image: BaseImage | undefined;
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
 * Reads nothing before it is asked for: whoever looks for something else in a checkpoint hears nothing of
 * its memory. `processes` throws a CheckpointError when pstree.img is missing or damaged, unless the images
 * are a pre-dump's.
 */
export function viewMemory(checkpoint: Checkpoint, options: MemoryOptions = {}): MemoryView {
  const memory = onDemand(() => openMemory(checkpoint, options));
  const tasks = onDemand(() => tasksOf(checkpoint, memory));
  const processes = onDemand(() => tasks().filter(isLiving).map(readerOf(checkpoint, memory)));
  return {
    checkpoint,
    get memory() {
      return memory();
    },
    get processes() {
      return processes();
    },
    get ended() {
      return tasks().filter((task): task is Process => !isLiving(task));
    },
    warnings: checkpoint.damage,
    sysroot: options.sysroot,
    image: options.image,
  };
}

function isLiving(task: Process | number): boolean {
  return typeof task === 'number' || !task.ended;
}

function tasksOf(checkpoint: Checkpoint, memory: () => Memory): readonly (Process | number)[] {
  const hasTree = findImage(checkpoint, 'pstree.img') !== undefined;
  if (hasTree || memory().pids.length === 0) return readProcesses(checkpoint);
  return memory().pids.map((pid) => taskWithoutTree(checkpoint, pid));
}

/** The memory of one process at a time, so that the regions of many need not be held. */
export function processMemoryReader(
  checkpoint: Checkpoint,
  options: MemoryOptions = {},
): (process: Process) => ProcessMemory {
  const memory = onDemand(() => openMemory(checkpoint, options));
  return readerOf(checkpoint, memory);
}

/** Processes whose regions are kept at hand; those that nobody asked for the longest are read again. */
const KEPT_PROCESSES = 256;

/** What is read of one process when it is asked for. */
interface ReadMemory {
  readonly mm: ProcessMemory['mm'];
  readonly marks: AddressMarks;
  readonly space: Fact<AddressSpace>;
  readonly uses: RegionUses | undefined;
}

/** Of a pre-dump only the PID is known. */
function readerOf(
  checkpoint: Checkpoint,
  memory: () => Memory,
): (task: Process | number) => ProcessMemory {
  const names = new RegionNames(checkpoint);
  /** The least recently used first. */
  const recent = new Map<number, ReadMemory>();
  let latest: { readonly pid: number; readonly read: ReadMemory } | undefined;
  const readOf = (task: Process | number): ReadMemory => {
    const pid = pidOf(task);
    // Whoever asks about many pages asks about the same process.
    if (latest?.pid === pid) return latest.read;
    const read = recent.get(pid) ?? readMemoryOf(checkpoint, memory(), task);
    latest = { pid, read };
    recent.delete(pid);
    recent.set(pid, read);
    const [oldest] = recent.keys();
    if (recent.size > KEPT_PROCESSES && oldest !== undefined) recent.delete(oldest);
    return read;
  };
  return (task) => {
    const useOf = (region: Region): RegionUse => readOf(task).uses?.of(region) ?? { kind: 'other' };
    return {
      pid: pidOf(task),
      ...(typeof task !== 'number' && { task }),
      get comm() {
        return typeof task === 'number' ? { absent: 'a pre-dump has no core images' } : task.comm;
      },
      get mm() {
        return readOf(task).mm;
      },
      get marks() {
        return readOf(task).marks;
      },
      get space() {
        return readOf(task).space;
      },
      useOf,
      nameOf: (region) => names.of(region, useOf(region)),
    };
  };
}

function readMemoryOf(checkpoint: Checkpoint, memory: Memory, task: Process | number): ReadMemory {
  const { damage, images } = checkpoint;
  const pid = pidOf(task);
  const mm =
    typeof task === 'number'
      ? { absent: 'a pre-dump has no mm images' }
      : images.first(`mm-${pid}.img`, 'mm_entry');
  const marks = addressMarksOf(mm, typeof task === 'number' ? [] : task.threads);
  const space = damage.attempt(() => (isAbsent(mm) ? memory.pages(pid) : memory.space(pid)));
  return { mm, marks, space, uses: isAbsent(space) ? undefined : new RegionUses(space, marks) };
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
  throw new CheckpointError('not-found', whyNoProcess(view, pid), { file });
}

/** The processes that were asked for, or all, each below its parent as pstree.img has them. */
export function chooseInView(
  view: MemoryView,
  choice: ProcessChoice,
): ChosenProcesses<ProcessMemory> {
  const { processes, ended, checkpoint } = view;
  // Those that have ended hold their children's places in the tree.
  const rows = walkTree([
    ...processes.map((process) => ({ ...placeOf(process.task, process.pid), process })),
    ...ended.map((task) => ({ ...placeOf(task, task.pid), process: undefined })),
  ]);
  const living = rows.flatMap((row) => row.process.process ?? []);
  const { file } = checkpoint.archive;
  return chooseProcesses(living, choice, file, (pid) => whyNoProcess(view, pid));
}

function whyNoProcess({ processes, ended }: MemoryView, pid: number): string {
  if (ended.some((task) => task.pid === pid)) return `process ${pid} has ended: it has no memory`;
  return noSuchProcess(
    pid,
    processes.flatMap(({ task }) => task ?? []),
  );
}

function placeOf(task: Process | undefined, pid: number): { pid: number; ppid: number } {
  return { pid, ppid: task?.ppid ?? 0 };
}

function pidOf(task: Process | number): number {
  return typeof task === 'number' ? task : task.pid;
}
