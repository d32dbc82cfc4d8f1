import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { isChosen, type ProcessChoice } from '../model/choose-processes.js';
import { readProcesses, type Process } from '../model/processes.js';
import { areasOf } from '../model/memory/areas.js';
import type { MemoryView, ProcessMemory } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';

/** Names that were asked for and that no process has, in none of the checkpoints that are asked. */
export class UnmetNames {
  private readonly unmet: Set<string>;

  constructor(private readonly choice: ProcessChoice) {
    this.unmet = new Set(choice.comms);
  }

  meet(checkpoint: Checkpoint): void {
    if (this.unmet.size === 0) return;
    for (const process of processesOf(checkpoint)) {
      if (isChosen(process, this.choice) && !isAbsent(process.comm))
        this.unmet.delete(process.comm);
    }
  }

  get warnings(): string[] {
    const { pids } = this.choice;
    const among =
      pids === undefined ? 'no process' : `none of the processes ${[...pids].join(', ')}`;
    return [...this.unmet].map((name) => `${among} is named ${name}`);
  }
}

/** Why there are none is for the question itself to tell. */
function processesOf(checkpoint: Checkpoint): readonly Process[] {
  try {
    return readProcesses(checkpoint);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return [];
  }
}

/** Whether nothing is left of what was asked for. */
export function isNothing(chosen: readonly unknown[], missing: readonly unknown[]): boolean {
  return chosen.length === 0 && missing.length > 0;
}

/** A filter of regions that nothing passes must not look like memory without an answer. */
export function unmatchedFilter(
  view: MemoryView,
  processes: readonly ProcessMemory[],
  filter: RegionFilter,
): string[] {
  const given = [
    filter.permissions && '--perm',
    filter.kinds && '--kind',
    filter.ranges && '--range',
  ].filter((name) => name !== undefined);
  if (given.length === 0 || processes.length === 0) return [];
  if (processes.some((each) => hasArea(each, filter))) return [];
  return [`${view.checkpoint.archive.file}: no region passes ${given.join(' and ')}`];
}

function hasArea(process: ProcessMemory, filter: RegionFilter): boolean {
  return areasOf(process, filter).next().done !== true;
}
