import { absent, isAbsent, mapFact, type Fact } from '../../model/absent.js';
import type { SeccompState } from '../../model/security/seccomp.js';
import type { FilterProgram } from '../filter-programs.js';
import {
  securityOf,
  type ProcessSecurity,
  type SecurityResult,
  type ThreadSecurity,
} from '../security.js';
import type { ThreadFacts } from '../threads.js';
import { type Change, joinChanges, type SectionChanges } from './change.js';
import { compareFacts, type Subject } from './compare-facts.js';
import { factTexts, type FactTexts } from './fact-texts.js';
import type { PairedProcesses, ProcessPair } from './pair-processes.js';
import type { Side } from './side.js';

/** Threads that are gone or new, and what belongs to a single thread: users, rights, seccomp, scheduling, signals. */
export function threadChanges(before: Side, after: Side, pairs: PairedProcesses): SectionChanges {
  const [was, is] = [securityOf(before.checkpoint), securityOf(after.checkpoint)];
  const [wasOf, isOf] = [byPid(was), byPid(is)];
  return joinChanges(
    pairs.both.map((pair) =>
      changesOfPair(
        pair,
        textsByThread(before.factsOf(pair.before).threads, wasOf.get(pair.before.pid), was.filters),
        textsByThread(after.factsOf(pair.after).threads, isOf.get(pair.after.pid), is.filters),
      ),
    ),
  );
}

function byPid({ processes }: SecurityResult): ReadonlyMap<number, ProcessSecurity> {
  return new Map(processes.map((process) => [process.pid, process]));
}

function changesOfPair(
  { after: { pid, comm } }: ProcessPair,
  before: ReadonlyMap<number, FactTexts>,
  after: ReadonlyMap<number, FactTexts>,
): SectionChanges {
  // Of one that has ended since, or had ended before, the state tells it.
  if (before.size === 0 || after.size === 0) return { changes: [], unknown: [] };
  const place = { section: 'threads', pid, comm } as const;
  const gone = [...before.keys()].filter((tid) => !after.has(tid));
  const added = [...after.keys()].filter((tid) => !before.has(tid));
  const [main, ...others] = [...after].flatMap(([tid, texts]) => {
    const was = before.get(tid);
    if (was === undefined) return [];
    const subject: Subject = tid === pid ? place : { ...place, what: `thread ${tid}` };
    return [{ tid, told: compareFacts(was, texts, subject) }];
  });
  const ofMain = new Set((main?.told.changes ?? []).map((change) => wordsOf(change, main?.tid)));
  return joinChanges([
    { changes: gone.map((tid) => ({ ...place, kind: '-', what: `thread ${tid}` })), unknown: [] },
    { changes: added.map((tid) => ({ ...place, kind: '+', what: `thread ${tid}` })), unknown: [] },
    ...(main === undefined ? [] : [main.told]),
    // What changed for all of them is told of the process.
    ...others.map(({ tid, told: { changes, unknown } }) => ({
      changes: changes.filter((change) => !ofMain.has(wordsOf(change, tid))),
      unknown,
    })),
  ]);
}

function wordsOf({ what, before, after }: Change, tid: number | undefined): string {
  const name = what.replace(`thread ${tid ?? ''} `, '');
  return JSON.stringify([name, before, after]);
}

function textsByThread(
  threads: readonly ThreadFacts[],
  security: ProcessSecurity | undefined,
  filters: SecurityResult['filters'],
): Map<number, FactTexts> {
  const rights = new Map((security?.threads ?? []).map((thread) => [thread.tid, thread]));
  return new Map(
    threads.map((thread, index) => [
      thread.tid,
      factTexts(settingsOf(thread, rights.get(thread.tid), filters, index === 0)),
    ]),
  );
}

/** @param isMain its name is the process's */
function settingsOf(
  thread: ThreadFacts,
  security: ThreadSecurity | undefined,
  filters: SecurityResult['filters'],
  isMain: boolean,
): Record<string, unknown> {
  const rights = security?.rights;
  return {
    name: isMain ? undefined : thread.name,
    uid: mapFact(thread.credentials, ({ uid }) => uid),
    gid: mapFact(thread.credentials, ({ gid }) => gid),
    groups: mapFact(thread.credentials, ({ groups }) => groups.join(' ')),
    capabilities: rights && mapFact(rights, ({ capabilities }) => setsOf(capabilities)),
    'secure bits': rights && mapFact(rights, ({ secureBits }) => secureBits.join(' ')),
    'no new privileges': rights && mapFact(rights, ({ noNewPrivileges }) => noNewPrivileges),
    'security label': rights && mapFact(rights, ({ label }) => label),
    seccomp:
      security &&
      mapFact(security.seccomp, (state) => mapFact(filters, (all) => seccompTexts(state, all))),
    scheduling: thread.scheduling,
    'blocked signals': mapFact(thread.blockedSignals, (signals) => signals.join(' ')),
    'pending signals': mapFact(thread.pendingSignals, (signals) =>
      signals.map(({ signal }) => signal).join(' '),
    ),
    'parent death signal': thread.parentDeathSignal,
    'alternate stack': mapFact(thread.alternateStack, (stack) =>
      stack === 'disabled' ? stack : `0x${stack.start.toString(16)}, ${stack.size} bytes`,
    ),
  };
}

/**
 * The filters by the order in which they were installed, each by what its program is: `seccomp filter 2`. A thread
 * without seccomp has none.
 */
function seccompTexts(
  { mode, filters, broken }: SeccompState,
  all: readonly FilterProgram[],
): Fact<ReadonlyMap<string, string>> {
  if (broken !== undefined) return absent(broken);
  if (mode !== 'filter') return new Map(mode === 'disabled' ? [] : [['mode', mode]]);
  const programs = new Map(all.map((program) => [program.index, program]));
  return new Map(
    filters.toReversed().map((index, place): [string, string] => {
      const program = programs.get(index);
      const { instructions = 0, sha256 = '', flags = [] } = program ?? {};
      return [
        `filter ${place + 1}`,
        [`${instructions} instructions`, `SHA-256 ${sha256}`, ...flags].join(', '),
      ];
    }),
  );
}

function setsOf(capabilities: object): ReadonlyMap<string, string> {
  const sets = Object.entries(capabilities).filter(
    ([, set]) => !isAbsent(set) && set !== undefined,
  );
  return new Map(
    sets.map(([name, set]) => [name, Array.isArray(set) ? set.join(' ') : String(set)]),
  );
}
