import type { MmEntry } from '../../criu/messages.generated.js';
import { isAbsent, type Fact } from '../absent.js';
import type { Interval } from './interval-list.js';
import { stackPointerOf } from '../process-facts/stack-pointer.js';
import type { Thread } from '../processes.js';

/** Addresses that tell what an anonymous region is used for. */
export interface AddressMarks {
  /** mm_start_brk to mm_brk. */
  readonly heap?: Interval;
  /** Where the first stack began: mm_start_stack. */
  readonly stack?: bigint;
  /** Stack pointers of the threads (core-TID.img), that of the main thread first. */
  readonly stackPointers: readonly { readonly tid: number; readonly pointer: bigint }[];
  /** Command line and environment: mm_arg_start to mm_arg_end, mm_env_start to mm_env_end. */
  readonly arguments?: Interval;
  readonly environment?: Interval;
}

/** @param threads the main thread first */
export function addressMarksOf(
  mm: Fact<Partial<MmEntry>>,
  threads: readonly Thread[],
): AddressMarks {
  const stackPointers = threads.flatMap(({ tid, core }) => {
    const pointer = isAbsent(core) ? undefined : stackPointerOf(core);
    return pointer === undefined ? [] : [{ tid, pointer }];
  });
  if (isAbsent(mm)) return { stackPointers };
  const heap = intervalOf(mm.mm_start_brk, mm.mm_brk);
  const args = intervalOf(mm.mm_arg_start, mm.mm_arg_end);
  const environment = intervalOf(mm.mm_env_start, mm.mm_env_end);
  return {
    stackPointers,
    ...(heap !== undefined && { heap }),
    ...(mm.mm_start_stack !== undefined && { stack: mm.mm_start_stack }),
    ...(args !== undefined && { arguments: args }),
    ...(environment !== undefined && { environment }),
  };
}

function intervalOf(start: bigint | undefined, end: bigint | undefined): Interval | undefined {
  return start === undefined || end === undefined ? undefined : { start, end };
}
