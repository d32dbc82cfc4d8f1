import type { Limits } from '../../archive/limits.js';
import { onDemand } from '../../bytes/on-demand.js';
import { absent, type Fact } from '../../model/absent.js';
import { findImage, type Checkpoint } from '../../model/checkpoint.js';
import type { MemoryOptions } from '../../model/memory/memory.js';
import { readProcesses, type Process } from '../../model/processes.js';
import type { ProcessFacts } from '../process-facts.js';
import { ProcessReader } from '../process-reader.js';

/** One of the two checkpoints that are compared. */
export interface Side {
  readonly checkpoint: Checkpoint;
  readonly memory: MemoryOptions;
  readonly limits: Limits;
  /** Whether there is a pstree.img, which a pre-dump and an archive of metadata alone have not. */
  readonly hasTree: boolean;
  /** In the order of pstree.img. */
  readonly processes: Fact<readonly Process[]>;
  factsOf(process: Process): ProcessFacts;
}

export function sideOf(checkpoint: Checkpoint, memory: MemoryOptions, limits: Limits): Side {
  const reader = onDemand(() => new ProcessReader(checkpoint, memory));
  // Processes are asked for again and again; of the last few the facts are at hand.
  const recent = new Map<number, ProcessFacts>();
  return {
    checkpoint,
    memory,
    limits,
    hasTree: hasTree(checkpoint),
    processes: processesOf(checkpoint),
    factsOf(process) {
      const known = recent.get(process.pid);
      if (known !== undefined) return known;
      const facts = reader().factsOf(process);
      const [oldest] = recent.keys();
      if (recent.size >= KEPT && oldest !== undefined) recent.delete(oldest);
      recent.set(process.pid, facts);
      return facts;
    },
  };
}

const KEPT = 64;

/** Without a tree nothing is known to be gone or new. */
function processesOf(checkpoint: Checkpoint): Fact<readonly Process[]> {
  if (!hasTree(checkpoint)) {
    return absent(`there is no pstree.img in ${checkpoint.archive.file}`);
  }
  return checkpoint.damage.attempt(() => readProcesses(checkpoint));
}

function hasTree(checkpoint: Checkpoint): boolean {
  return findImage(checkpoint, 'pstree.img') !== undefined;
}
