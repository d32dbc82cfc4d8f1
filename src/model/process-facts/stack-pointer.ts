import type { CoreEntry } from '../../criu/messages.generated.js';

/** Where a thread's stack is at: its stack pointer, from the registers in core-TID.img. */
export function stackPointerOf(core: Partial<CoreEntry>): bigint | undefined {
  const { thread_info, ti_arm, ti_aarch64, ti_ppc64, ti_s390, ti_mips } = core;
  return (
    thread_info?.gpregs?.sp ??
    ti_aarch64?.gpregs?.sp ??
    wide(ti_arm?.gpregs?.sp) ??
    ti_ppc64?.gpregs?.gpr?.[1] ??
    ti_s390?.gpregs?.gprs?.[15] ??
    ti_mips?.gpregs?.r29 ??
    core.ti_loongarch64?.gpregs?.regs?.[3] ??
    core.ti_riscv64?.gpregs?.sp
  );
}

function wide(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value >>> 0);
}
