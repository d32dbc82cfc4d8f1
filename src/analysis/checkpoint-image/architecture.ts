import type { Checkpoint } from '../../model/checkpoint.js';
import { type Architecture, architectureOf } from '../../model/process-facts/architecture.js';

/** What Go, and with it OCI, calls the machines; those that come in two byte orders have two names. */
const NAMES: Readonly<Record<Exclude<Architecture, 'UNKNOWN'>, readonly [string, string]>> = {
  X86_64: ['amd64', 'amd64'],
  ARM: ['arm', 'armbe'],
  AARCH64: ['arm64', 'arm64be'],
  PPC64: ['ppc64le', 'ppc64'],
  S390: ['s390x', 's390x'],
  MIPS: ['mips64le', 'mips64'],
  LOONGARCH64: ['loong64', 'loong64'],
  RISCV64: ['riscv64', 'riscv64'],
};

/**
 * The architecture of the machine that was dumped, by the first core image that tells it (core_entry.mtype); it is
 * the kernel's, whose 32-bit programs need it as well.
 */
export function goArchitecture({ images }: Checkpoint): string | undefined {
  for (const name of images.names(/^core-\d+\.img$/)) {
    const core = images.find(name, 'core_entry');
    const architecture = architectureOf(core ?? {});
    if (architecture !== 'UNKNOWN') return NAMES[architecture][images.bigEndian() ? 1 : 0];
  }
  return undefined;
}
