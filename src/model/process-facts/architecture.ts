import { enumDef } from '../../criu/schema.js';
import type { CoreEntry } from '../../criu/messages.generated.js';

/** Processor of the dumped machine, under the names of core_entry.march. */
export type Architecture =
  'X86_64' | 'ARM' | 'AARCH64' | 'PPC64' | 'S390' | 'MIPS' | 'LOONGARCH64' | 'RISCV64' | 'UNKNOWN';

/** core_entry.mtype; `UNKNOWN` also for a number that has no name. */
export function architectureOf(core: Partial<CoreEntry>): Architecture {
  const name = enumDef('core_entry.march').byNumber.get(core.mtype ?? 0);
  return (name ?? 'UNKNOWN') as Architecture;
}

/** user_x86_regs_entry.mode COMPAT: a 32-bit program on a 64-bit kernel. */
export function isCompat(core: Partial<CoreEntry>): boolean {
  return core.thread_info?.gpregs?.mode === 2;
}
