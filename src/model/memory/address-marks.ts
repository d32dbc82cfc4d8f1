import type { MmEntry } from '../../criu/messages.generated.js';
import { isAbsent, type Fact } from '../absent.js';
import type { Interval } from './interval-list.js';
import type { Region } from './regions.js';
import { stackPointerOf } from '../process-facts/stack-pointer.js';
import type { TaskThread } from '../tasks.js';

/** Addresses that tell what an anonymous region is used for. */
export interface AddressMarks {
  /** mm_start_brk to mm_brk. */
  readonly heap?: Interval;
  /** Where the first stack began: mm_start_stack. */
  readonly stack?: bigint;
  /** Stack pointers of the other threads (core-TID.img). */
  readonly threadStacks: readonly { readonly tid: number; readonly pointer: bigint }[];
  /** Command line and environment: mm_arg_start to mm_arg_end, mm_env_start to mm_env_end. */
  readonly arguments?: Interval;
  readonly environment?: Interval;
}

/** @param threads the main thread first */
export function addressMarksOf(
  mm: Fact<Partial<MmEntry>>,
  threads: readonly TaskThread[],
): AddressMarks {
  const threadStacks = threads.slice(1).flatMap(({ tid, core }) => {
    const pointer = isAbsent(core) ? undefined : stackPointerOf(core);
    return pointer === undefined ? [] : [{ tid, pointer }];
  });
  if (isAbsent(mm)) return { threadStacks };
  const heap = intervalOf(mm.mm_start_brk, mm.mm_brk);
  const args = intervalOf(mm.mm_arg_start, mm.mm_arg_end);
  const environment = intervalOf(mm.mm_env_start, mm.mm_env_end);
  return {
    threadStacks,
    ...(heap !== undefined && { heap }),
    ...(mm.mm_start_stack !== undefined && { stack: mm.mm_start_stack }),
    ...(args !== undefined && { arguments: args }),
    ...(environment !== undefined && { environment }),
  };
}

/** As the kernel tells a heap: any region that overlaps it. */
export function usesHeap({ start, end }: Region, { heap }: AddressMarks): boolean {
  return heap !== undefined && start < heap.end && end > heap.start;
}

/** Whose stack a region is: the main thread's, or that of the thread of this ID. */
export function stackIn(region: Region, marks: AddressMarks): 'main' | number | undefined {
  if (marks.stack !== undefined && contains(region, marks.stack)) return 'main';
  return marks.threadStacks.find(({ pointer }) => contains(region, pointer))?.tid;
}

function contains({ start, end }: Interval, address: bigint): boolean {
  return start <= address && address < end;
}

function intervalOf(start: bigint | undefined, end: bigint | undefined): Interval | undefined {
  return start === undefined || end === undefined ? undefined : { start, end };
}
