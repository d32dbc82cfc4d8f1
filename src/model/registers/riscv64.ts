import type { ThreadInfoRiscv64 } from '../../criu/messages.generated.js';
import { address, float, integer, type Register } from './register.js';

/** x1 to x31 by the names of the ABI; gdb calls s0, the frame pointer, fp. */
const NAMES =
  'ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6';

const FLOAT_NAMES =
  'ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 ' +
  'fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11';

const ADDRESSES = ['ra', 'sp', 'gp', 'tp', 's0'];

export function riscv64General({ gpregs = {} }: ThreadInfoRiscv64): Register[] {
  const values = gpregs as Readonly<Record<string, bigint | undefined>>;
  return [
    ...NAMES.split(' ').map((name) => {
      const make = ADDRESSES.includes(name) ? address : integer;
      return make(name === 's0' ? 'fp' : name, values[name]);
    }),
    address('pc', gpregs.pc),
  ];
}

export function riscv64Others({ fpsimd }: ThreadInfoRiscv64): Register[] {
  if (fpsimd === undefined) return [];
  return [
    ...FLOAT_NAMES.split(' ').map((name, index) => float(name, fpsimd.f?.[index])),
    integer('fcsr', fpsimd.fcsr, 32),
  ];
}
