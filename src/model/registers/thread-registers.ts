import type { CoreEntry } from '../../criu/messages.generated.js';
import { absent, type Fact } from '../absent.js';
import { architectureOf, isCompat } from '../process-facts/architecture.js';
import { aarch64General, aarch64Others } from './aarch64.js';
import { armGeneral, armOthers } from './arm.js';
import { loongarch64General, loongarch64Others } from './loongarch64.js';
import { mips64General, mips64Others } from './mips64.js';
import { ppc64General, ppc64Others } from './ppc64.js';
import type { Register, RegisterArchitecture, ThreadRegisters } from './register.js';
import { riscv64General, riscv64Others } from './riscv64.js';
import { s390General, s390Others } from './s390.js';
import { i386General, x8664General } from './x86-general.js';
import { x86Others } from './x86-extended.js';

/** The registers of a thread by its core_entry: thread_info, or ti_ARCH of other machines. */
export function registersOf(core: Partial<CoreEntry>): Fact<ThreadRegisters> {
  const architecture = architectureOf(core);
  switch (architecture) {
    case 'X86_64': {
      if (isCompat(core)) {
        return from(core.thread_info, 'i386', i386General, (info) => x86Others(info, false));
      }
      return from(core.thread_info, 'x86-64', x8664General, (info) => x86Others(info, true));
    }
    case 'AARCH64':
      return from(core.ti_aarch64, 'aarch64', aarch64General, aarch64Others);
    case 'ARM':
      return from(core.ti_arm, 'arm', armGeneral, armOthers);
    case 'PPC64':
      return from(core.ti_ppc64, 'ppc64', ppc64General, ppc64Others);
    case 'S390':
      return from(core.ti_s390, 's390x', s390General, s390Others);
    case 'RISCV64':
      return from(core.ti_riscv64, 'riscv64', riscv64General, riscv64Others);
    case 'LOONGARCH64':
      return from(core.ti_loongarch64, 'loongarch64', loongarch64General, loongarch64Others);
    case 'MIPS':
      return from(core.ti_mips, 'mips64', mips64General, mips64Others);
    case 'UNKNOWN':
      return absent(`registers of an unknown processor (core_entry.mtype ${core.mtype ?? 0})`);
  }
}

function from<T extends { readonly gpregs?: unknown }>(
  info: T | undefined,
  architecture: RegisterArchitecture,
  general: (info: T) => Register[],
  others: (info: T) => Register[],
): Fact<ThreadRegisters> {
  if (info?.gpregs === undefined) return absent('its core image has no registers');
  return { architecture, general: general(info), others: others(info) };
}
