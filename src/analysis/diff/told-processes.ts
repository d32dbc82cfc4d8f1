import { isAbsent, type Fact } from '../../model/absent.js';
import { readDescriptors, type ProcessFiles } from '../../model/descriptors/descriptors.js';
import { fileContextOf } from '../../model/descriptors/file-context.js';
import { walkTree, type Process } from '../../model/processes.js';
import { commandOf } from './processes.js';
import type { PairedProcesses } from './pair-processes.js';
import type { Side } from './side.js';

/** A process as lists of processes tell it. */
export interface ToldProcess {
  readonly pid: number;
  /** How deep in the tree it stands. */
  readonly depth: number;
  readonly comm: Fact<string>;
  /** Its command line; undefined where there is none. */
  readonly command: string | undefined;
  readonly kind: '+' | '-' | '~' | '=';
}

/** What one side has open. */
export interface HeldFiles {
  readonly pid: number;
  /** Whether both sides have the process: a PID that was used again is of two. */
  readonly isPaired: boolean;
  readonly files: ProcessFiles;
}

/** By which facts a process counts as another than it was, besides its name. */
export interface ComparedBy {
  readonly command: boolean;
  readonly environment: boolean;
}

/** All processes of both sides: those of the later in the order of the tree, then those that are gone. */
export function toldProcesses(
  before: Side,
  after: Side,
  { both, gone }: PairedProcesses,
  compared: ComparedBy,
): ToldProcess[] {
  const were = new Map(both.map((pair) => [pair.after, pair.before]));
  const are = isAbsent(after.processes) ? [] : after.processes;
  const kindOf = (process: Process): ToldProcess['kind'] => {
    const was = were.get(process);
    if (was === undefined) return '+';
    return isModified(before, was, after, process, compared) ? '~' : '=';
  };
  return [
    ...walkTree(are).map(({ process, depth }) => told(after, process, kindOf(process), depth)),
    ...gone.map((process) => told(before, process, '-', 0)),
  ];
}

function told(side: Side, process: Process, kind: ToldProcess['kind'], depth: number): ToldProcess {
  const { pid, comm } = process;
  const facts = side.factsOf(process);
  const { command } = facts;
  const hasCommand = !isAbsent(command) && command.text !== '';
  return { pid, depth, comm, kind, command: hasCommand ? commandOf(facts) : undefined };
}

function isModified(
  before: Side,
  was: Process,
  after: Side,
  is: Process,
  { command, environment }: ComparedBy,
): boolean {
  const [a, b] = [before.factsOf(was), after.factsOf(is)];
  return (
    differ(a.comm, b.comm) ||
    (command && differ(a.commandLine, b.commandLine)) ||
    (environment && differ(a.environment, b.environment))
  );
}

function differ(was: Fact<unknown>, is: Fact<unknown>): boolean {
  return !isAbsent(was) && !isAbsent(is) && JSON.stringify(was) !== JSON.stringify(is);
}

/** What the processes of both sides have open, in the order of their trees. */
export function heldFiles(
  before: Side,
  after: Side,
  pairs: PairedProcesses,
): { readonly before: readonly HeldFiles[]; readonly after: readonly HeldFiles[] } {
  const paired = new Set(pairs.both.flatMap((pair) => [pair.before, pair.after]));
  const of = ({ checkpoint, processes }: Side): HeldFiles[] => {
    const context = fileContextOf(checkpoint);
    return (isAbsent(processes) ? [] : processes).map((process) => ({
      pid: process.pid,
      isPaired: paired.has(process),
      files: readDescriptors(context, process),
    }));
  };
  return { before: of(before), after: of(after) };
}
