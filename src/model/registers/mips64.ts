import type { ThreadInfoMips } from '../../criu/messages.generated.js';
import { address, float, integer, type Register } from './register.js';

/** r0 to r31 by the names of the 64-bit ABI. */
const NAMES =
  'zero at v0 v1 a0 a1 a2 a3 a4 a5 a6 a7 t0 t1 t2 t3 s0 s1 s2 s3 s4 s5 s6 s7 t8 t9 k0 k1 gp sp s8 ra';

export function mips64General({ gpregs = {} }: ThreadInfoMips): Register[] {
  const values = gpregs as Readonly<Record<string, bigint | undefined>>;
  return [
    ...NAMES.split(' ').map((name, index) => integer(name, values[`r${index}`])),
    integer('sr', gpregs.cp0_status),
    integer('lo', gpregs.lo),
    integer('hi', gpregs.hi),
    integer('bad', gpregs.cp0_badvaddr),
    integer('cause', gpregs.cp0_cause),
    address('pc', gpregs.cp0_epc),
  ];
}

export function mips64Others({ fpregs, tls }: ThreadInfoMips): Register[] {
  const values = (fpregs ?? {}) as Readonly<Record<string, bigint | undefined>>;
  return [
    ...(fpregs === undefined
      ? []
      : [
          ...Array.from({ length: 32 }, (_, index) => float(`f${index}`, values[`r${index}`])),
          integer('fsr', fpregs.fpu_fcr31, 32),
          integer('fir', fpregs.fpu_id, 32),
        ]),
    address('tls', tls),
  ];
}
