import { isAbsent } from '../../model/absent.js';
import type { Process } from '../../model/processes.js';
import { stackPointerOf } from '../../model/process-facts/stack-pointer.js';
import { registersOf } from '../../model/registers/thread-registers.js';
import type { RegisterArchitecture } from '../../model/registers/register.js';

export interface ThreadPointer {
  readonly tid: number;
  readonly pointer: bigint;
}

/** What gdb calls the instruction pointer. */
const NAMES: Readonly<Record<RegisterArchitecture, string>> = {
  'x86-64': 'rip',
  i386: 'eip',
  aarch64: 'pc',
  arm: 'pc',
  ppc64: 'pc',
  s390x: 'pc',
  riscv64: 'pc',
  loongarch64: 'pc',
  mips64: 'pc',
};

/** Where each thread goes on: the instruction pointer of its registers (core-TID.img). */
export function instructionPointers({ threads }: Process): ThreadPointer[] {
  return threads.flatMap(({ tid, core }) => {
    const registers = isAbsent(core) ? core : registersOf(core);
    if (isAbsent(registers)) return [];
    const name = NAMES[registers.architecture];
    const register = registers.general.find((each) => each.name === name);
    return register === undefined ? [] : [{ tid, pointer: register.value }];
  });
}

export function stackPointers({ threads }: Process): ThreadPointer[] {
  return threads.flatMap(({ tid, core }) => {
    const pointer = isAbsent(core) ? undefined : stackPointerOf(core);
    return pointer === undefined ? [] : [{ tid, pointer }];
  });
}
