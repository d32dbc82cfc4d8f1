import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent, type Fact } from './absent.js';

/** Which processes a question is about: those that pass both, and all without either. */
export interface ProcessChoice {
  readonly pids?: ReadonlySet<number>;
  readonly comms?: ReadonlySet<string>;
}

export interface ChosenProcesses<P> {
  /** In the order of the PIDs that were asked for, or else in that of all. */
  readonly processes: readonly P[];
  /** Of each PID that no process has, why. */
  readonly missing: readonly CheckpointError[];
}

/** A process, or what belongs to one. */
interface OfProcess {
  readonly pid: number;
  readonly comm: Fact<string>;
}

export function isEveryProcess({ pids, comms }: ProcessChoice): boolean {
  return pids === undefined && comms === undefined;
}

export function isChosen({ pid, comm }: OfProcess, { pids, comms }: ProcessChoice): boolean {
  if (pids?.has(pid) === false) return false;
  return comms === undefined || (!isAbsent(comm) && comms.has(comm));
}

/**
 * A PID that is not there is told, and does not hide the others.
 * @param whyNot why there is no process of a PID
 */
export function chooseProcesses<P extends OfProcess>(
  all: readonly P[],
  choice: ProcessChoice,
  file: string,
  whyNot: (pid: number) => string,
): ChosenProcesses<P> {
  if (choice.pids === undefined) {
    return { processes: all.filter((each) => isChosen(each, choice)), missing: [] };
  }
  const byPid = new Map(all.map((each) => [each.pid, each]));
  const pids = [...choice.pids];
  const processes = pids.flatMap((pid) => byPid.get(pid) ?? []);
  return {
    processes: processes.filter((each) => isChosen(each, choice)),
    missing: pids
      .filter((pid) => !byPid.has(pid))
      .map((pid) => new CheckpointError('not-found', whyNot(pid), { file })),
  };
}
