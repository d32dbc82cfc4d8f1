import type { CoreEntry } from '../../criu/messages.generated.js';
import { absent, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import type { Architecture } from '../process-facts/architecture.js';
import { AuditArch } from './system-calls.js';

/** A filter of seccomp.img: a program that decides on system calls. */
export interface SeccompFilter {
  /** What thread_core_entry.seccomp_filter and `previous` mean. */
  readonly index: number;
  /** The program, instructions of 8 bytes. */
  readonly bytes: Uint8Array;
  readonly bigEndian: boolean;
  /** Filter that was installed before it. */
  readonly previous?: number;
  /** `SECCOMP_FILTER_FLAG_TSYNC` and so on. */
  readonly flags: readonly string[];
}

/** How a thread's system calls are filtered. */
export interface SeccompState {
  readonly mode: 'disabled' | 'strict' | 'filter' | 'unknown';
  /** Indexes of the filters that apply, the last installed first. The strictest answer counts. */
  readonly filters: readonly number[];
  /** Why the chain of filters ends early. */
  readonly broken?: string;
}

const FLAGS: BitNames = [
  [0x1n, 'SECCOMP_FILTER_FLAG_TSYNC'],
  [0x2n, 'SECCOMP_FILTER_FLAG_LOG'],
  [0x4n, 'SECCOMP_FILTER_FLAG_SPEC_ALLOW'],
  [0x8n, 'SECCOMP_FILTER_FLAG_NEW_LISTENER'],
  [0x10n, 'SECCOMP_FILTER_FLAG_TSYNC_ESRCH'],
  [0x20n, 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV'],
];

const MODES = ['disabled', 'strict', 'filter'] as const;

/** The kernel takes 32768 instructions on one chain and counts each filter as 4 more, so no more. */
const MAX_CHAIN = 32768 / 5;

/** All filters of seccomp.img; none without it. */
export function readSeccompFilters({ images }: Checkpoint): Fact<SeccompFilter[]> {
  const entry = images.find('seccomp.img', 'seccomp_entry');
  const damage = images.damageOf('seccomp.img');
  if (entry === undefined && damage !== undefined) return absent(damage);
  const bigEndian = images.bigEndian();
  return (entry?.seccomp_filters ?? []).map((filter, index) => {
    const { filter: bytes, prev, flags } = filter as Partial<typeof filter>;
    return {
      index,
      bytes: bytes ?? new Uint8Array(),
      bigEndian,
      ...(prev !== undefined && { previous: prev }),
      flags: namesOfBits(BigInt(flags ?? 0), FLAGS),
    };
  });
}

/**
 * thread_core_entry.seccomp_mode, or the old fields of task_core_entry. A main thread of which neither
 * tells has no seccomp. Of other threads CRIU may leave it out; then it is undefined.
 */
export function seccompStateOf(
  core: Partial<CoreEntry>,
  filters: readonly SeccompFilter[],
): SeccompState | undefined {
  const { tc, thread_core } = core;
  const mode = thread_core?.seccomp_mode ?? tc?.old_seccomp_mode;
  if (mode === undefined) return tc === undefined ? undefined : { mode: 'disabled', filters: [] };
  const name = MODES[mode] ?? 'unknown';
  if (name !== 'filter') return { mode: name, filters: [] };
  return { mode: name, ...chainOf(thread_core?.seccomp_filter ?? tc?.old_seccomp_filter, filters) };
}

function chainOf(
  last: number | undefined,
  filters: readonly SeccompFilter[],
): { filters: number[]; broken?: string } {
  const chain: number[] = [];
  const seen = new Set<number>();
  for (let index = last; index !== undefined; index = filters[index]?.previous) {
    if (filters[index] === undefined) {
      return { filters: chain, broken: `seccomp.img has no filter ${index}` };
    }
    if (seen.has(index)) return { filters: chain, broken: `filter ${index} leads back to itself` };
    if (chain.length > MAX_CHAIN) return { filters: chain, broken: 'longer than a kernel allows' };
    seen.add(index);
    chain.push(index);
  }
  return { filters: chain };
}

/** The architecture of a process's own system calls, as seccomp_data.arch has it. */
export function auditArch(
  architecture: Architecture,
  compat: boolean,
  bigEndian: boolean,
): number | undefined {
  switch (architecture) {
    case 'X86_64':
      return compat ? AuditArch.I386 : AuditArch.X86_64;
    case 'PPC64':
      return bigEndian ? AuditArch.PPC64 : AuditArch.PPC64LE;
    case 'S390':
      return AuditArch.S390X;
    case 'MIPS':
      return bigEndian ? AuditArch.MIPS64 : AuditArch.MIPSEL64;
    case 'ARM':
    case 'AARCH64':
    case 'RISCV64':
    case 'LOONGARCH64':
      return AuditArch[architecture];
    case 'UNKNOWN':
      return undefined;
  }
}
