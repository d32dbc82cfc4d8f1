import { isAbsent } from '../../model/absent.js';
import type { Reads } from '../../model/reads.js';
import { type Change, joinChanges, NOTHING, SECTIONS, type SectionChanges } from './change.js';
import { pairProcesses, type PairedProcesses } from './pair-processes.js';
import { processChanges } from './processes.js';
import type { Side } from './side.js';
import { threadChanges } from './threads.js';

export const reads: Reads = ['pages', 'rootfs', 'tmpfs', 'shm', 'volumes'];

/** What is different in a checkpoint from the one before it. */
export interface CheckpointDiff {
  readonly before: Side;
  readonly after: Side;
  /** Without any where one of the two has no process tree. */
  readonly pairs: PairedProcesses;
  readonly changes: readonly Change[];
  /** What could not be compared, as sentences. */
  readonly unknown: readonly string[];
}

/**
 * Compares two checkpoints section by section. Two of one container with nothing in between give no change, in
 * whatever form they are stored.
 */
export async function diffCheckpoints(before: Side, after: Side): Promise<CheckpointDiff> {
  const paired = pairProcesses(before, after);
  const pairs = isAbsent(paired) ? NO_PROCESSES : paired;
  const sections: Readonly<Record<string, () => SectionChanges | Promise<SectionChanges>>> = {
    processes: () => processChanges(before, after, pairs),
    threads: () => (isAbsent(paired) ? NOTHING : threadChanges(before, after, pairs)),
  };
  const told: SectionChanges[] = [];
  for (const section of SECTIONS) told.push((await sections[section]?.()) ?? NOTHING);
  const { changes, unknown } = joinChanges(told);
  const blind = isAbsent(paired) ? [`processes cannot be compared: ${paired.absent}`] : [];
  return { before, after, pairs, changes, unknown: [...blind, ...unknown] };
}

const NO_PROCESSES: PairedProcesses = { both: [], gone: [], added: [] };
