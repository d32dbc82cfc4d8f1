import type { ThreadInfoAarch64 } from '../../criu/messages.generated.js';
import { AARCH64_FPCR, AARCH64_FPSR, AARCH64_PSTATE } from './flag-fields.js';
import { address, flags, integer, numbered, vector, type Register } from './register.js';

export function aarch64General({ gpregs = {}, fpsimd, tls, gcs }: ThreadInfoAarch64): Register[] {
  return [
    ...numbered('x', 31, (name, index) => integer(name, gpregs.regs?.[index])),
    address('sp', gpregs.sp),
    address('pc', gpregs.pc),
    flags('cpsr', gpregs.pstate, AARCH64_PSTATE),
    ...(fpsimd === undefined
      ? []
      : [flags('fpsr', fpsimd.fpsr, AARCH64_FPSR), flags('fpcr', fpsimd.fpcr, AARCH64_FPCR)]),
    address('tpidr', tls),
    ...(gcs === undefined
      ? []
      : [
          address('gcspr_el0', gcs.gcspr_el0),
          integer('gcs_features_enabled', gcs.features_enabled),
        ]),
  ];
}

export function aarch64Others({ fpsimd }: ThreadInfoAarch64): Register[] {
  const words = fpsimd?.vregs ?? [];
  if (fpsimd === undefined) return [];
  return numbered('v', 32, (name, index) =>
    vector(name, [words[2 * index], words[2 * index + 1]], 64),
  );
}
