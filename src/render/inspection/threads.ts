import type { ProcessFacts } from '../../analysis/process-facts.js';
import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { node, type TreeNode } from '../tree.js';
import { listText } from './fact-lines.js';

type Thread = ProcessFacts['threads'][number];
type Value<T> = Exclude<T, { absent: string }>;

/** A line for each thread: the first in full, of the others what they have otherwise. */
export function threadsNode({ threads }: ProcessFacts): TreeNode[] {
  const [main] = threads;
  if (main === undefined) return [];
  const usual = factsOf(main);
  return [
    node(
      'Threads',
      threads.map((thread) => {
        const facts = factsOf(thread);
        const odd = thread === main ? facts : facts.filter((fact, at) => fact !== usual[at]);
        const rest = thread === main ? '' : odd.length === 0 ? 'as the first' : 'else as the first';
        return node(
          `${told(thread.name)}: ${[...odd, rest].filter((text) => text !== '').join('; ')}`,
          [],
          String(thread.tid),
        );
      }),
    ),
  ];
}

/** The same facts of every thread, in one order. */
function factsOf(thread: Thread): string[] {
  const { credentials, scheduling, blockedSignals, pendingSignals, parentDeathSignal } = thread;
  return [
    told(mapFact(credentials, credentialsText)),
    told(mapFact(scheduling, schedulingText)),
    `blocked ${told(mapFact(blockedSignals, listText))}`,
    `pending ${told(mapFact(pendingSignals, pendingText))}`,
    `at the death of its parent ${told(parentDeathSignal)}`,
  ];
}

function told(fact: Fact<string>): string {
  return isAbsent(fact) ? `unavailable (${fact.absent})` : fact;
}

/** `uid 0, gid 0, groups none`; all four ids where they are not the same. */
export function credentialsText({ uid, gid, groups }: Value<Thread['credentials']>): string {
  return `uid ${idsText(uid)}, gid ${idsText(gid)}, groups ${listText(groups)}`;
}

type Ids = Value<Thread['credentials']>['uid'];

function idsText({ real, effective, saved, fileSystem }: Ids): string {
  if (effective === real && saved === real && fileSystem === real) return String(real);
  return `${real} (effective ${effective}, saved ${saved}, file system ${fileSystem})`;
}

export function schedulingText(scheduling: Value<Thread['scheduling']>): string {
  const { policy, nice, priority, timerSlackNs: slack } = scheduling;
  const share = priority === 0 ? `nice ${nice}` : `priority ${priority}`;
  return `${policy}, ${share}${slack === undefined ? '' : `, timer slack ${slack} ns`}`;
}

export function pendingText(signals: Value<Thread['pendingSignals']>): string {
  return listText(
    signals.map(({ signal, code, sender }) =>
      sender === undefined
        ? `${signal} (${code})`
        : `${signal} (${code} of PID ${sender.pid}, uid ${sender.uid})`,
    ),
  );
}
