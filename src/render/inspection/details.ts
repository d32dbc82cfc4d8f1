import type { ProcessFacts } from '../../analysis/process-facts.js';
import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { node, type TreeNode } from '../tree.js';
import { factNodes, listText, type FactLine } from './fact-lines.js';
import { sourcesText, type Inherited } from './inherited.js';
import { limitsText } from './limits.js';
import { credentialsText, pendingText, schedulingText } from './threads.js';

/** What CRIU never saves, told once for all processes. */
export const NOT_SAVED =
  'Not saved by CRIU: start time, coredump filter; timer slack by 4.2 and before';

/** The facts of a process. What it has as its parent has it is referred to. */
export function detailsNode(facts: ProcessFacts, inherited: Inherited): TreeNode {
  const sources = new Map<string, number>();
  const own: TreeNode[] = [];
  const itself: FactLine[] = [
    ['Executable', mapFact(facts.exe, pathText)],
    ['Signals', signalsText(facts)],
    ...timerLines(facts.timers),
  ];
  // What is unavailable for one reason is told in one line.
  const lines = itself.filter(([, fact]) => isAbsent(fact));
  for (const group of sharedFacts(facts)) {
    const texts: string[] = [];
    for (const [label, fact] of group) {
      // Of what is unavailable the reason is always told.
      if (isAbsent(fact)) {
        lines.push([sentence(label), fact]);
        continue;
      }
      const from = inherited.source(facts, label, fact);
      if (from !== undefined) sources.set(label, from);
      else texts.push(`${texts.length === 0 ? sentence(label) : label}: ${fact}`);
    }
    if (texts.length > 0) own.push(node(texts.join('; ')));
  }
  const ids = `Parent ${facts.ppid}, group ${facts.pgid}, session ${facts.sid}`;
  const threads = facts.threads.length > 1 ? `, ${facts.threads.length} threads` : '';
  return node('Details', [
    node(ids + threads),
    ...factNodes(itself.filter(([, fact]) => !isAbsent(fact))),
    ...own,
    ...factNodes(lines),
    ...(sources.size === 0 ? [] : [node(sourcesText(sources))]),
  ]);
}

/** What a process has from its parent unless it changes it, in groups of which each has a line. */
function sharedFacts(facts: ProcessFacts): FactLine[][] {
  const [main] = facts.threads;
  const users = main === undefined ? [] : [mapFact(main.credentials, credentialsText)];
  const scheduling = main === undefined ? [] : [mapFact(main.scheduling, schedulingText)];
  return [
    [
      ['working directory', mapFact(facts.cwd, pathText)],
      ['root', mapFact(facts.root, pathText)],
      ['umask', mapFact(facts.umask, (mask) => mask.toString(8).padStart(4, '0'))],
    ],
    [
      ...users.map((fact): FactLine => ['users', fact]),
      ['login uid', mapFact(facts.loginUid, String)],
    ],
    [
      ...scheduling.map((fact): FactLine => ['scheduling', fact]),
      ['OOM score adjustment', mapFact(facts.oomScoreAdj, String)],
    ],
    [
      ['architecture', mapFact(facts.architecture, (name) => architectureText(name, facts.compat))],
      ['personality', mapFact(facts.personality, ({ names }) => names.join(' | '))],
      ['dumpable', mapFact(facts.dumpable, String)],
      ['child subreaper', mapFact(facts.childSubreaper, (yes) => (yes ? 'yes' : 'no'))],
    ],
    [['limits', mapFact(facts.limits, limitsText)]],
  ];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Most processes have none. */
function timerLines(timers: ProcessFacts['timers']): FactLine[] {
  if (isAbsent(timers)) return [['Timers', timers]];
  const text = timersText(timers);
  return text === '' ? [] : [['Timers', text]];
}

type Value<T> = Exclude<T, { absent: string }>;

function pathText({ path, deleted, kept }: Value<ProcessFacts['exe']>): string {
  if (!deleted) return path;
  if (kept === undefined) return `${path} (deleted)`;
  switch (kept.kind) {
    case 'ghost':
      return `${path} (deleted, kept in ${kept.image})`;
    case 'link':
      return `${path} (deleted, kept as ${kept.path})`;
    case 'process':
      return `${path} (of the ended process ${kept.pid})`;
  }
}

function architectureText(name: string, compat: ProcessFacts['compat']): string {
  return compat === true ? `${name}, a 32-bit program` : name;
}

/** Whatever is known of them on one line. */
function signalsText(facts: ProcessFacts): Fact<string> {
  const { threads, pendingSignals, signalActions } = facts;
  const [main] = threads;
  const parts: [string, Fact<string>][] = [
    ...(main === undefined
      ? []
      : ([['blocked', mapFact(main.blockedSignals, listText)]] satisfies [string, Fact<string>][])),
    ['caught', mapFact(signalActions, (actions) => actionText(actions, 'handler'))],
    ['ignored', mapFact(signalActions, (actions) => actionText(actions, 'ignore'))],
    ['pending', mapFact(pendingSignals, pendingText)],
  ];
  const [, first] = parts[0] ?? ['', ''];
  if (isAbsent(first) && parts.every(([, fact]) => isAbsent(fact))) return first;
  const timers = !isAbsent(facts.timers) && timersText(facts.timers) === '' ? '; no timers' : '';
  const texts = parts.map(
    ([name, fact]) => `${name} ${isAbsent(fact) ? `unavailable (${fact.absent})` : fact}`,
  );
  return texts.join('; ') + timers;
}

function actionText(actions: Value<ProcessFacts['signalActions']>, wanted: string): string {
  return listText(actions.filter(({ action }) => action === wanted).map(({ signal }) => signal));
}

function timersText({ interval, posix }: Value<ProcessFacts['timers']>): string {
  const armed = interval
    .filter(({ leftUs }) => leftUs > 0n)
    .map(({ timer, leftUs, intervalUs }) => `${timer}: ${leftUs} µs left, every ${intervalUs} µs`);
  const made = posix.map(
    ({ id, clock, notify, signal, leftNs, intervalNs }) =>
      `timer ${id} of ${clock}: ${leftNs} ns left, every ${intervalNs} ns, ${notify}` +
      (signal === undefined ? '' : ` ${signal}`),
  );
  return [...armed, ...made].join('; ');
}
