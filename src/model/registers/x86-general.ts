import type { ThreadInfoX86, UserX86RegsEntry } from '../../criu/messages.generated.js';
import { EFLAGS } from './flag-fields.js';
import { address, flags, integer, numbered, type Register } from './register.js';

/** Registers of a 64-bit program: user_x86_regs_entry in gdb's order. */
export function x8664General({ gpregs = {}, fpregs }: ThreadInfoX86): Register[] {
  const opmask = fpregs?.xsave?.opmask_reg ?? [];
  return [
    integer('rax', gpregs.ax),
    integer('rbx', gpregs.bx),
    integer('rcx', gpregs.cx),
    integer('rdx', gpregs.dx),
    integer('rsi', gpregs.si),
    integer('rdi', gpregs.di),
    address('rbp', gpregs.bp),
    address('rsp', gpregs.sp),
    integer('r8', gpregs.r8),
    integer('r9', gpregs.r9),
    integer('r10', gpregs.r10),
    integer('r11', gpregs.r11),
    integer('r12', gpregs.r12),
    integer('r13', gpregs.r13),
    integer('r14', gpregs.r14),
    integer('r15', gpregs.r15),
    address('rip', gpregs.ip),
    flags('eflags', gpregs.flags, EFLAGS),
    ...segments(gpregs),
    ...masks(opmask),
  ];
}

/** Registers of a 32-bit program on a 64-bit kernel, which are kept in the fields of the wide ones. */
export function i386General({ gpregs = {}, fpregs }: ThreadInfoX86): Register[] {
  const opmask = fpregs?.xsave?.opmask_reg ?? [];
  return [
    integer('eax', gpregs.ax, 32),
    integer('ecx', gpregs.cx, 32),
    integer('edx', gpregs.dx, 32),
    integer('ebx', gpregs.bx, 32),
    address('esp', gpregs.sp, 32),
    address('ebp', gpregs.bp, 32),
    integer('esi', gpregs.si, 32),
    integer('edi', gpregs.di, 32),
    address('eip', gpregs.ip, 32),
    flags('eflags', gpregs.flags, EFLAGS),
    ...segments(gpregs),
    ...masks(opmask),
  ];
}

function segments(gpregs: UserX86RegsEntry): Register[] {
  const names = ['cs', 'ss', 'ds', 'es', 'fs', 'gs'] as const;
  return names.map((name) => integer(name, gpregs[name], 32));
}

/** Mask registers of AVX-512, which gdb counts among the general ones. */
function masks(opmask: readonly bigint[]): Register[] {
  return opmask.length === 0 ? [] : numbered('k', 8, (name, index) => integer(name, opmask[index]));
}
