import type { ThreadInfoArm } from '../../criu/messages.generated.js';
import { ARM_CPSR } from './flag-fields.js';
import { address, flags, float, integer, numbered, type Register } from './register.js';

export function armGeneral({ gpregs = {} }: ThreadInfoArm): Register[] {
  const low = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10'] as const;
  return [
    ...low.map((name) => integer(name, gpregs[name], 32)),
    integer('r11', gpregs.fp, 32),
    integer('r12', gpregs.ip, 32),
    address('sp', gpregs.sp, 32),
    integer('lr', gpregs.lr, 32),
    address('pc', gpregs.pc, 32),
    flags('cpsr', gpregs.cpsr, ARM_CPSR),
  ];
}

export function armOthers({ gpregs = {}, fpstate, tls }: ThreadInfoArm): Register[] {
  return [
    ...(fpstate === undefined
      ? []
      : [
          ...numbered('d', 32, (name, index) => float(name, fpstate.vfp_regs?.[index])),
          integer('fpscr', fpstate.fpscr, 32),
        ]),
    integer('orig_r0', gpregs.orig_r0, 32),
    integer('tpidruro', tls, 32),
  ];
}
