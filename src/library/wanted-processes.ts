import { isEveryProcess, type ProcessChoice } from '../model/choose-processes.js';
import { chooseInView, type MemoryView, type ProcessMemory } from '../model/memory/memory-view.js';

/**
 * Which processes a question is about; nothing where it is about all.
 * @throws CheckpointError `not-found` for a process that is not there
 */
export function wantedProcesses(
  view: MemoryView,
  { pids, comms }: ProcessChoice,
): { readonly isWanted?: (process: ProcessMemory) => boolean } {
  const choice: ProcessChoice = { ...(pids && { pids }), ...(comms && { comms }) };
  if (isEveryProcess(choice)) return {};
  const { processes, missing } = chooseInView(view, choice);
  for (const error of missing) throw error;
  const wanted = new Set(processes);
  return { isWanted: (process) => wanted.has(process) };
}
