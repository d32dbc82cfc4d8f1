import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Checkpoint } from '../model/checkpoint.js';
import type { MemoryOptions } from '../model/memory/memory.js';
import { readProcesses } from '../model/processes.js';
import type { Reads } from '../model/reads.js';
import type { ProcessFacts } from './process-facts.js';
import { ProcessReader } from './process-reader.js';

/** Command lines and environments lie in the memory of the processes. */
export const reads: Reads = ['pages'];

export interface ProcessesResult {
  /** In the order of pstree.img. */
  readonly processes: readonly ProcessFacts[];
  /** What could not be read and why. */
  readonly warnings: readonly CheckpointError[];
}

/**
 * The facts of all processes.
 * @throws CheckpointError when pstree.img is missing or damaged
 */
export function processesOf(checkpoint: Checkpoint, options: MemoryOptions = {}): ProcessesResult {
  const processes = readProcesses(checkpoint);
  const reader = new ProcessReader(checkpoint, options);
  const facts = processes.map((process) => reader.factsOf(process));
  return { processes: facts, warnings: checkpoint.damage.list };
}

/** What `take` takes of each process on its way: there may be too many to hold all their facts. */
export function* eachProcess<T>(
  checkpoint: Checkpoint,
  take: (facts: ProcessFacts) => Iterable<T>,
): Generator<T> {
  const reader = new ProcessReader(checkpoint);
  for (const process of readProcesses(checkpoint)) yield* take(reader.factsOnDemand(process));
}
