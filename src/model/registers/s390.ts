import type { ThreadInfoS390 } from '../../criu/messages.generated.js';
import { address, float, integer, numbered, vector, type Register } from './register.js';

export function s390General({ gpregs = {}, fpregs }: ThreadInfoS390): Register[] {
  return [
    integer('pswm', gpregs.psw_mask),
    integer('pswa', gpregs.psw_addr),
    ...numbered('r', 16, (name, index) => integer(name, gpregs.gprs?.[index])),
    ...numbered('acr', 16, (name, index) => integer(name, gpregs.acrs?.[index], 32)),
    ...(fpregs === undefined ? [] : [integer('fpc', fpregs.fpc, 32)]),
    integer('orig_r2', gpregs.orig_gpr2),
    integer('system_call', gpregs.system_call, 32),
    address('pc', gpregs.psw_addr),
    integer('cc', ((gpregs.psw_mask ?? 0n) >> 44n) & 3n, 32),
  ];
}

export function s390Others({ fpregs, vxrs_low: low, vxrs_high: high }: ThreadInfoS390): Register[] {
  const vectors = high?.regs ?? [];
  return [
    ...(fpregs === undefined
      ? []
      : numbered('f', 16, (name, index) => float(name, fpregs.fprs?.[index]))),
    // The high half of the first 16 is the floating point register; big-endian, it comes first.
    ...(low === undefined
      ? []
      : numbered('v', 16, (name, index) =>
          vector(name, [low.regs?.[index], fpregs?.fprs?.[index]], 64),
        )),
    ...(high === undefined
      ? []
      : numbered('v', 16, (_, index) =>
          vector(`v${16 + index}`, [vectors[2 * index + 1], vectors[2 * index]], 64),
        )),
  ];
}
