import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { groupBy } from '../../model/group-by.js';
import type { Process } from '../../model/processes.js';
import type { ProcessFacts } from '../process-facts.js';
import type { Side } from './side.js';

/** A process that both checkpoints have. */
export interface ProcessPair {
  readonly before: Process;
  readonly after: Process;
}

export interface PairedProcesses {
  /** In the order of the later checkpoint. */
  readonly both: readonly ProcessPair[];
  readonly gone: readonly Process[];
  readonly added: readonly Process[];
}

/** Which processes are the same, gone, and new; a PID that was used again is both of the last. */
export function pairProcesses(before: Side, after: Side): Fact<PairedProcesses> {
  return mapFact(before.processes, (were) =>
    mapFact(after.processes, (are) => {
      const identity = new Identity(before, after, were, are);
      const byPid = new Map(were.map((process) => [process.pid, process]));
      const both: ProcessPair[] = [];
      const added: Process[] = [];
      for (const process of are) {
        const was = byPid.get(process.pid);
        if (was !== undefined && identity.isSame(was, process)) {
          both.push({ before: was, after: process });
        } else added.push(process);
      }
      const kept = new Set(both.map((pair) => pair.before));
      return { both, added, gone: were.filter((process) => !kept.has(process)) };
    }),
  );
}

/** Where the kernel put a program at execve: fields of mm_entry, random for each program that is started. */
const LAYOUT = ['start_code', 'start_stack', 'arg_start', 'env_start'];

/** Tells whether two processes of one PID are one. CRIU saves no start times. */
class Identity {
  private readonly ranksBefore: ReadonlyMap<number, number>;
  private readonly ranksAfter: ReadonlyMap<number, number>;
  private readonly siblings: ReadonlyMap<number, readonly Process[]>;
  private readonly parents: ReadonlyMap<number, number>;

  constructor(
    private readonly before: Side,
    private readonly after: Side,
    were: readonly Process[],
    are: readonly Process[],
  ) {
    this.ranksBefore = new Map(were.map(({ pid }, rank) => [pid, rank]));
    this.ranksAfter = new Map(are.map(({ pid }, rank) => [pid, rank]));
    this.siblings = groupBy(were, ({ ppid }) => ppid);
    this.parents = new Map(are.map(({ pid, ppid }) => [pid, ppid]));
  }

  isSame(was: Process, is: Process): boolean {
    // With the first process of a PID namespace all others end, too.
    if (was.pid === 1) return true;
    if (was.ended && !is.ended) return false;
    const [a, b] = [this.before.factsOf(was), this.after.factsOf(is)];
    const layout = hasSameLayout(a, b);
    if (layout === true) return true;
    if (!this.mayHaveParent(was, is) || this.isYounger(was, is)) return false;
    if (layout === undefined) return textOf(a.comm) === textOf(b.comm);
    // execve makes another layout; a program that was started again in its place has much else that is new.
    return isEqual(exeOf(a), exeOf(b)) || isEqual(argvOf(a), argvOf(b));
  }

  /** The same parent, or another because that one is gone. */
  private mayHaveParent(was: Process, is: Process): boolean {
    return was.ppid === is.ppid || !this.ranksAfter.has(was.ppid);
  }

  /**
   * The kernel lists children by age, and CRIU as the kernel: who now stands behind a sibling that was younger
   * was born after it.
   */
  private isYounger(was: Process, is: Process): boolean {
    if (was.ppid !== is.ppid) return false;
    const rank = this.ranksBefore.get(was.pid) ?? 0;
    const place = this.ranksAfter.get(is.pid) ?? 0;
    return (this.siblings.get(was.ppid) ?? []).some(({ pid }) => {
      const isYoungerSibling = (this.ranksBefore.get(pid) ?? 0) > rank;
      const now = this.ranksAfter.get(pid);
      const isStillSibling = this.parents.get(pid) === was.ppid;
      return isYoungerSibling && isStillSibling && now !== undefined && now < place;
    });
  }
}

/** Undefined where one of the two does not tell it, as a process that has ended. */
function hasSameLayout(a: ProcessFacts, b: ProcessFacts): boolean | undefined {
  const [was, is] = [a.addresses, b.addresses];
  if (isAbsent(was) || isAbsent(is)) return undefined;
  return LAYOUT.every((name) => was[name] !== undefined && was[name] === is[name]);
}

function exeOf({ exe }: ProcessFacts): string | undefined {
  return isAbsent(exe) ? undefined : exe.path;
}

function argvOf({ commandLine }: ProcessFacts): string | undefined {
  return isAbsent(commandLine) ? undefined : commandLine.entries.join('\0');
}

function isEqual(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b;
}

function textOf(fact: Fact<string>): string | undefined {
  return isAbsent(fact) ? undefined : fact;
}
