import { createHash } from 'node:crypto';
import type { CoreEntry } from '../criu/messages.generated.js';
import { isAbsent } from '../model/absent.js';
import { architectureOf, isCompat } from '../model/process-facts/architecture.js';
import { disassembleBpf, type BpfLine } from '../model/security/disassemble-bpf.js';
import { auditArch, type SeccompFilter } from '../model/security/seccomp.js';
import type { Process } from '../model/processes.js';

/** A seccomp filter as an answer tells it. */
export interface FilterProgram {
  readonly index: number;
  readonly previous?: number;
  readonly flags: readonly string[];
  readonly instructions: number;
  /** Of the program: equal ones do the same. */
  readonly sha256: string;
  /** When disassembly was asked for. */
  readonly lines?: readonly BpfLine[];
}

/** System calls are named by the architecture of the processes, until a program compares its own. */
export function filterProgramsOf(
  filters: readonly SeccompFilter[],
  processes: readonly Process[],
  disassemble: boolean,
): FilterProgram[] {
  const core = firstCore(processes);
  return filters.map(({ index, previous, flags, bytes, bigEndian }) => {
    const arch =
      core === undefined ? undefined : auditArch(architectureOf(core), isCompat(core), bigEndian);
    return {
      index,
      ...(previous !== undefined && { previous }),
      flags,
      instructions: Math.floor(bytes.length / 8),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...(disassemble && { lines: disassembleBpf(bytes, { bigEndian, arch }) }),
    };
  });
}

function firstCore(processes: readonly Process[]): Partial<CoreEntry> | undefined {
  for (const { core } of processes) if (!isAbsent(core)) return core;
  return undefined;
}
