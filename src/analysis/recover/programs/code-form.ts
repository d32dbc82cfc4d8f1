import { isAbsent } from '../../../model/absent.js';
import type { Checkpoint } from '../../../model/checkpoint.js';
import type { ProcessMemory } from '../../../model/memory/memory-view.js';
import {
  architectureOf,
  isCompat,
  type Architecture,
} from '../../../model/process-facts/architecture.js';
import type { CodeForm } from './rebuilt-images.js';

/** EM_* (ELF gABI: e_machine). */
const MACHINES: Readonly<Record<Exclude<Architecture, 'UNKNOWN'>, number>> = {
  X86_64: 62,
  AARCH64: 183,
  ARM: 40,
  PPC64: 21,
  S390: 22,
  RISCV64: 243,
  LOONGARCH64: 258,
  MIPS: 8,
};

const I386 = 3;

/** What a process's code is for (core_entry.mtype); undefined where no core image tells it. */
export function codeFormOf(
  { images }: Checkpoint,
  { task }: Pick<ProcessMemory, 'task'>,
): CodeForm | undefined {
  const core = task?.core;
  if (core === undefined || isAbsent(core)) return undefined;
  const architecture = architectureOf(core);
  if (architecture === 'UNKNOWN') return undefined;
  const compat = isCompat(core);
  return {
    machine: compat ? I386 : MACHINES[architecture],
    layout: { wide: architecture !== 'ARM' && !compat, bigEndian: images.bigEndian() },
  };
}
