import { AARCH64_CALLS } from './calls-aarch64.js';
import { I386_CALLS } from './calls-i386.js';
import { X86_64_CALLS } from './calls-x86-64.js';
import type { NumberedNames } from './numbered-names.js';

/** Numbers of seccomp_data.arch (AUDIT_ARCH_* of include/uapi/linux/audit.h). */
export const AuditArch = {
  X86_64: 0xc000003e,
  I386: 0x40000003,
  ARM: 0x40000028,
  AARCH64: 0xc00000b7,
  PPC64: 0x80000015,
  PPC64LE: 0xc0000015,
  S390: 0x16,
  S390X: 0x80000016,
  MIPS: 0x8,
  MIPSEL: 0x40000008,
  MIPS64: 0x80000008,
  MIPS64N32: 0xa0000008,
  MIPSEL64: 0xc0000008,
  MIPSEL64N32: 0xe0000008,
  RISCV64: 0xc00000f3,
  LOONGARCH64: 0xc0000102,
  PARISC: 0xf,
} as const;

const ARCH_NAMES = new Map(Object.entries(AuditArch).map(([name, number]) => [number, name]));

const tables = new Map<NumberedNames, Map<number, string>>();

/** `ARCH_X86_64`, or undefined for a number that is none. */
export function archName(arch: number): string | undefined {
  const name = ARCH_NAMES.get(arch as (typeof AuditArch)[keyof typeof AuditArch]);
  return name === undefined ? undefined : `ARCH_${name}`;
}

/** Set in the number of a system call of the x32 ABI. */
export const X32_BIT = 0x40000000;

/** The name of a system call, where its architecture is among those known here. */
export function systemCallName(arch: number, number: number): string | undefined {
  switch (arch) {
    case AuditArch.X86_64: {
      if (number < X32_BIT) return lookUp(X86_64_CALLS, number);
      const name = lookUp(X86_64_CALLS, number - X32_BIT);
      return name === undefined ? undefined : `x32_${name}`;
    }
    case AuditArch.I386:
      return lookUp(I386_CALLS, number);
    case AuditArch.AARCH64:
      return lookUp(AARCH64_CALLS, number);
    default:
      return undefined;
  }
}

function lookUp(runs: NumberedNames, number: number): string | undefined {
  let table = tables.get(runs);
  if (table === undefined) {
    table = new Map(
      runs.flatMap(([first, names]) =>
        names.split(' ').map((name, index): [number, string] => [first + index, name]),
      ),
    );
    tables.set(runs, table);
  }
  return table.get(number);
}
