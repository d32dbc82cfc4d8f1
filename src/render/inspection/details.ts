import type { ProcessFacts } from '../../analysis/processes.js';
import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { node, type TreeNode } from '../tree.js';

/** The facts of a process, a line each. What CRIU never saves is told at the end, on one line. */
export function detailsNode(facts: ProcessFacts): TreeNode {
  const [main] = facts.threads;
  const lines: [string, Fact<string>][] = [
    ['Parent, group, session', `${facts.ppid}, ${facts.pgid}, ${facts.sid}`],
    ['Executable', mapFact(facts.exe, pathText)],
    ['Working directory', mapFact(facts.cwd, pathText)],
    ['Root', mapFact(facts.root, pathText)],
    ...(main === undefined ? [] : threadLines(main)),
    ['Architecture', mapFact(facts.architecture, (name) => architectureText(name, facts.compat))],
    ['Umask', mapFact(facts.umask, (mask) => mask.toString(8).padStart(4, '0'))],
    ['Login uid', mapFact(facts.loginUid, String)],
    ['OOM score adjustment', mapFact(facts.oomScoreAdj, String)],
    ['Personality', mapFact(facts.personality, ({ names }) => names.join(' | '))],
    ['Dumpable', mapFact(facts.dumpable, String)],
    ['Child subreaper', mapFact(facts.childSubreaper, (yes) => (yes ? 'yes' : 'no'))],
    ['Pending signals', mapFact(facts.pendingSignals, pendingText)],
    ['Caught signals', mapFact(facts.signalActions, (actions) => actionText(actions, 'handler'))],
    ['Ignored signals', mapFact(facts.signalActions, (actions) => actionText(actions, 'ignore'))],
  ];
  return node('Details', [
    ...lines.map(([name, fact]) => lineNode(name, fact)),
    limitsNode(facts.limits),
    ...timerNodes(facts.timers),
    node('Not saved by CRIU: start time, timer slack, coredump filter'),
  ]);
}

function lineNode(name: string, fact: Fact<string>): TreeNode {
  return node(`${name}: ${isAbsent(fact) ? `unavailable: ${fact.absent}` : fact}`);
}

/** Users, scheduling and signals of one thread. */
export function threadLines(thread: ProcessFacts['threads'][number]): [string, Fact<string>][] {
  const { credentials, scheduling, blockedSignals } = thread;
  return [
    ['Uid (real, effective, saved, file system)', mapFact(credentials, ({ uid }) => idsText(uid))],
    ['Gid (real, effective, saved, file system)', mapFact(credentials, ({ gid }) => idsText(gid))],
    ['Groups', mapFact(credentials, ({ groups }) => groups.join(', ') || 'none')],
    [
      'Scheduling',
      mapFact(scheduling, ({ policy, nice, priority }) =>
        priority === 0 ? `${policy}, nice ${nice}` : `${policy}, priority ${priority}`,
      ),
    ],
    ['Blocked signals', mapFact(blockedSignals, (names) => names.join(', ') || 'none')],
  ];
}

/** A branch for each thread, with what it does not share with the others. */
export function threadNodes({ threads }: ProcessFacts): TreeNode[] {
  if (threads.length === 0) return [];
  const rows = threads.map((thread) => {
    const { tid, name, pendingSignals, parentDeathSignal } = thread;
    const lines: [string, Fact<string>][] = [
      ...threadLines(thread),
      ['Pending signals', mapFact(pendingSignals, pendingText)],
      ['Signal at the death of its parent', parentDeathSignal],
    ];
    const children = lines.map(([title, fact]) => lineNode(title, fact));
    return node(isAbsent(name) ? `unavailable: ${name.absent}` : name, children, String(tid));
  });
  return [node('Threads', rows)];
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

function idsText(ids: {
  real: number;
  effective: number;
  saved: number;
  fileSystem: number;
}): string {
  return [ids.real, ids.effective, ids.saved, ids.fileSystem].join(', ');
}

function pendingText(signals: Value<ProcessFacts['pendingSignals']>): string {
  const texts = signals.map(({ signal, code, sender }) =>
    sender === undefined
      ? `${signal} (${code})`
      : `${signal} (${code} of PID ${sender.pid}, uid ${sender.uid})`,
  );
  return texts.join(', ') || 'none';
}

function actionText(actions: Value<ProcessFacts['signalActions']>, wanted: string): string {
  const names = actions.filter(({ action }) => action === wanted).map(({ signal }) => signal);
  return names.join(', ') || 'none';
}

function limitsNode(limits: ProcessFacts['limits']): TreeNode {
  if (isAbsent(limits)) return lineNode('Limits', limits);
  return node(
    'Limits',
    limits.map(({ resource, soft, hard, unit }) => {
      const measure = unit === 'count' || soft === 'unlimited' ? '' : ` ${unit}`;
      const most = soft === hard ? '' : ` (at most ${hard})`;
      return node(`${resource}: ${soft}${measure}${most}`);
    }),
  );
}

function timerNodes(timers: ProcessFacts['timers']): TreeNode[] {
  if (isAbsent(timers)) return [lineNode('Timers', timers)];
  const armed = timers.interval.filter(({ leftUs }) => leftUs > 0n);
  if (armed.length === 0 && timers.posix.length === 0) return [];
  return [
    node('Timers', [
      ...armed.map(({ timer, leftUs, intervalUs }) =>
        node(`${timer}: ${leftUs} µs left, every ${intervalUs} µs`),
      ),
      ...timers.posix.map(({ id, clock, notify, signal, leftNs, intervalNs }) =>
        node(
          `timer ${id} of ${clock}: ${leftNs} ns left, every ${intervalNs} ns, ${notify}` +
            (signal === undefined ? '' : ` ${signal}`),
        ),
      ),
    ]),
  ];
}
