import { isAbsent, mapFact } from '../../model/absent.js';
import { securityOf, type ProcessSecurity, type ThreadSecurity } from '../security.js';
import type { ThreadFacts } from '../threads.js';
import { type Change, joinChanges, type SectionChanges } from './change.js';
import { compareFacts, type Subject } from './compare-facts.js';
import { factTexts, type FactTexts } from './fact-texts.js';
import type { PairedProcesses, ProcessPair } from './pair-processes.js';
import type { Side } from './side.js';

/** Threads that are gone or new, and what belongs to a single thread: users, rights, seccomp, scheduling, signals. */
export function threadChanges(before: Side, after: Side, pairs: PairedProcesses): SectionChanges {
  const [was, is] = [securityByPid(before), securityByPid(after)];
  return joinChanges(
    pairs.both.map((pair) =>
      changesOfPair(
        pair,
        textsByThread(before.factsOf(pair.before).threads, was.get(pair.before.pid)),
        textsByThread(after.factsOf(pair.after).threads, is.get(pair.after.pid)),
      ),
    ),
  );
}

function securityByPid({ checkpoint }: Side): ReadonlyMap<number, ProcessSecurity> {
  return new Map(securityOf(checkpoint).processes.map((process) => [process.pid, process]));
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
): Map<number, FactTexts> {
  const rights = new Map((security?.threads ?? []).map((thread) => [thread.tid, thread]));
  return new Map(
    threads.map((thread, index) => [
      thread.tid,
      factTexts(settingsOf(thread, rights.get(thread.tid), index === 0)),
    ]),
  );
}

/** @param isMain its name is the process's */
function settingsOf(
  thread: ThreadFacts,
  security: ThreadSecurity | undefined,
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
      mapFact(security.seccomp, ({ mode, filters }) => ({ mode, filters: filters.length })),
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

function setsOf(capabilities: object): ReadonlyMap<string, string> {
  const sets = Object.entries(capabilities).filter(
    ([, set]) => !isAbsent(set) && set !== undefined,
  );
  return new Map(
    sets.map(([name, set]) => [name, Array.isArray(set) ? set.join(' ') : String(set)]),
  );
}
