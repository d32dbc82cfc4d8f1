import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import type { FilePath } from '../../model/process-facts/file-paths.js';
import type { Strings } from '../../model/process-facts/argument-strings.js';
import type { Timers } from '../../model/process-facts/timers.js';
import type { Process } from '../../model/processes.js';
import type { ProcessFacts } from '../process-facts.js';
import { groupsByPid } from './cgroups.js';
import { type Change, joinChanges, type SectionChanges } from './change.js';
import { compareFacts } from './compare-facts.js';
import { factTexts, NamedTexts, valueText } from './fact-texts.js';
import type { PairedProcesses } from './pair-processes.js';
import type { Side } from './side.js';

/** Processes that are gone or new, and what changed of those that both have, but for their threads. */
export function processChanges(before: Side, after: Side, pairs: PairedProcesses): SectionChanges {
  const gone = pairs.gone.map((process): Change => ({
    ...placeOf(process),
    kind: '-',
    what: 'process',
    before: commandOf(before.factsOf(process)),
  }));
  const added = pairs.added.map((process): Change => ({
    ...placeOf(process),
    kind: '+',
    what: 'process',
    after: commandOf(after.factsOf(process)),
  }));
  const [were, are] = [groupsByPid(before), groupsByPid(after)];
  const changed = pairs.both.map((pair) =>
    compareFacts(
      factTexts(settingsOf(before.factsOf(pair.before), groupOf(were, pair.before))),
      factTexts(settingsOf(after.factsOf(pair.after), groupOf(are, pair.after))),
      placeOf(pair.after),
    ),
  );
  return joinChanges([{ changes: [...gone, ...added], unknown: [] }, ...changed]);
}

function groupOf(
  groups: ReturnType<typeof groupsByPid>,
  { pid }: Process,
): Fact<ReadonlyMap<string, string>> | undefined {
  return isAbsent(groups) ? groups : groups.get(pid);
}

function placeOf({ pid, comm }: Process) {
  return { section: 'processes', pid, comm } as const;
}

/** The command line; of a process that has none its name. */
export function commandOf({ command, comm }: ProcessFacts): string {
  if (!isAbsent(command) && command.text !== '') return command.text;
  return isAbsent(comm) ? '?' : `[${comm}]`;
}

/** What can be another in the next checkpoint. Numbers of CRIU's own, which each dump gives anew, are no facts. */
function settingsOf(
  facts: ProcessFacts,
  groups: Fact<ReadonlyMap<string, string>> | undefined,
): Record<string, unknown> {
  return {
    state: mapFact(facts.state, valueText),
    parent: facts.ppid,
    'process group': facts.pgid,
    session: facts.sid,
    comm: facts.comm,
    exe: mapFact(facts.exe, pathText),
    argv: mapFact(facts.commandLine, argumentsText),
    environment: mapFact(facts.environment, variablesOf),
    cwd: mapFact(facts.cwd, pathText),
    root: mapFact(facts.root, pathText),
    umask: mapFact(facts.umask, (umask) => umask.toString(8).padStart(4, '0')),
    limits: mapFact(facts.limits, (limits) => limits.map(({ unit, ...limit }) => limit)),
    signal: mapFact(facts.signalActions, (actions) =>
      actions.map(({ signal, action, handler, flags, mask }) => ({
        signal,
        action,
        ...(handler !== undefined && { handler: `0x${handler.toString(16)}` }),
        flags,
        mask,
      })),
    ),
    'pending signals': mapFact(facts.pendingSignals, (signals) =>
      signals.map(({ signal }) => signal),
    ),
    timer: mapFact(facts.timers, timersOf),
    'control group': groups,
    'OOM score adjustment': facts.oomScoreAdj,
    personality: mapFact(facts.personality, ({ names }) => names),
    'login uid': facts.loginUid,
    'child subreaper': facts.childSubreaper,
    dumpable: facts.dumpable,
    'huge pages disabled': facts.hugePagesDisabled,
  };
}

export function pathText({ path, deleted }: FilePath): string {
  return deleted ? `${path} (deleted)` : path;
}

/** Words with blanks in them, and empty ones, are told apart from several. */
function argumentsText({ entries, incomplete }: Strings): Fact<string> {
  if (incomplete !== undefined) return { absent: incomplete };
  return entries.map((word) => (/^[^\s'"]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function variablesOf({ entries, incomplete }: Strings): Fact<ReadonlyMap<string, string>> {
  if (incomplete !== undefined) return { absent: incomplete };
  const variables = new NamedTexts();
  for (const entry of entries) {
    const cut = entry.indexOf('=');
    variables.add(cut < 0 ? entry : entry.slice(0, cut), cut < 0 ? '' : entry.slice(cut + 1));
  }
  return variables.texts;
}

/** How much time is left differs in any two checkpoints. */
function timersOf({ interval, posix }: Timers): ReadonlyMap<string, string> {
  return new Map([
    ...interval.map(({ timer, intervalUs }): [string, string] => [
      timer,
      intervalUs === 0n ? 'once' : `every ${intervalUs} us`,
    ]),
    ...posix.map(({ id, leftNs, overrun, ...timer }): [string, string] => [
      `posix ${id}`,
      valueText({ armed: leftNs !== 0n, ...timer, ...(overrun > 0 && { overrun }) }),
    ]),
  ]);
}
