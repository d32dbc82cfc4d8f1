import type { ThreadInfoLoongarch64 } from '../../criu/messages.generated.js';
import { address, float, integer, numbered, type Register } from './register.js';

export function loongarch64General({ gpregs = {} }: ThreadInfoLoongarch64): Register[] {
  return [
    ...numbered('r', 32, (name, index) => integer(name, gpregs.regs?.[index])),
    address('pc', gpregs.pc),
  ];
}

export function loongarch64Others({ fpregs }: ThreadInfoLoongarch64): Register[] {
  if (fpregs === undefined) return [];
  return [
    ...numbered('f', 32, (name, index) => float(name, fpregs.regs?.[index])),
    // Eight condition flags, a byte each.
    ...numbered('fcc', 8, (name, index) =>
      integer(name, (fpregs.fcc ?? 0n) >> BigInt(8 * index), 8),
    ),
    integer('fcsr', fpregs.fcsr, 32),
  ];
}
