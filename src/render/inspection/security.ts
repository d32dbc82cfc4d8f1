import type { ProcessSecurity, SecurityResult } from '../../analysis/security.js';
import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { dataNode, fieldNodes, node, type TreeNode } from '../tree.js';
import { factNodes, listText, type FactLine } from './fact-lines.js';
import { sourcesText, type Inherited, type Relation } from './inherited.js';

/** What stands for a filter where processes are compared: equal programs have one name. */
export type FilterNames = (index: number) => string;

type Thread = ProcessSecurity['threads'][number];

/** What confined the container, at a glance, then the spec and the filters. */
export function securityNode(security: SecurityResult, filters: TreeNode): TreeNode {
  const { confinement, spec, processes } = security;
  const living = processes.filter(({ threads }) => threads.length > 0).length;
  const layers = confinement.map(({ layer, confines, because, unconfined }) => {
    const sorted = [...unconfined].sort((a, b) => a - b);
    const some = unconfined.length > 0 && unconfined.length < living;
    const pids = some ? ` (PIDs ${sorted.join(', ')})` : '';
    return node(`${layer}: ${confines}, ${because}${pids}`);
  });
  return node('Security', [node('Confinement', layers), specNode(spec), filters]);
}

/** Its capabilities are told as those of the processes are. */
function specNode(spec: SecurityResult['spec']): TreeNode {
  if (isAbsent(spec)) return dataNode('Spec', spec);
  const { capabilities, ...rest } = spec;
  const sets = capabilities === undefined ? 'none told' : capabilitiesText(capabilities);
  return node('Spec', [node(`capabilities: ${sets}`), ...fieldNodes(rest)]);
}

/** The rights of one process; those of its other threads where they differ. */
export function processSecurityNode(
  process: Relation,
  { threads, ...facts }: ProcessSecurity,
  inherited: Inherited,
  filters: FilterNames,
): TreeNode | FactLine[] {
  const { comparedWithDefault, comparedWithSpec, userNamespace } = facts;
  const [main, ...others] = threads;
  const lines: FactLine[] = [
    ...(main === undefined ? [] : rightsLines(main)),
    ['Bounding set against the engine default', mapFact(comparedWithDefault, differenceText)],
    ['Bounding set against the spec', mapFact(comparedWithSpec, differenceText)],
    [
      'User namespace',
      mapFact(userNamespace, ({ kind }) => (kind === 'own' ? 'its own' : "the host's")),
    ],
  ];
  const usual = main === undefined ? '' : keyOf(main, filters);
  const odd = others.filter((thread) => keyOf(thread, filters) !== usual);
  if (main === undefined && lines.every(([, fact]) => isAbsent(fact))) {
    return [['Security', lines[0]?.[1] ?? '']];
  }
  const sources = new Map<string, number>();
  const told = lines.filter(([label, fact]) => {
    const key = label === 'Seccomp' && main !== undefined ? seccompKey(main, filters) : fact;
    const from = inherited.source(process, label, JSON.stringify(key));
    if (from === undefined) return true;
    sources.set(label.charAt(0).toLowerCase() + label.slice(1), from);
    return false;
  });
  const froms = new Set(sources.values());
  const [from] = froms;
  if (told.length === 0 && odd.length === 0 && froms.size === 1 && from !== undefined) {
    return node(`Security: as process ${from}`);
  }
  return node('Security', [
    ...factNodes(told),
    ...(sources.size === 0 ? [] : [node(sourcesText(sources))]),
    ...otherThreads(lines, odd),
  ]);
}

/** What other threads have otherwise than the main one, those that have the same together. */
function otherThreads(usual: readonly FactLine[], threads: readonly Thread[]): TreeNode[] {
  const told = new Set(usual.map(([label, fact]) => JSON.stringify([label, fact])));
  const groups = new Map<string, { tids: number[]; lines: FactLine[] }>();
  for (const thread of threads) {
    const { tid } = thread;
    // A thread's own image is the reason of each.
    const lines = rightsLines(thread)
      .filter((line) => !told.has(JSON.stringify(line)))
      .map(([label, fact]): FactLine => [label, withoutImage(fact, tid)]);
    const key = JSON.stringify(lines);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { tids: [tid], lines });
    else group.tids.push(tid);
  }
  return [...groups.values()].map(({ tids, lines }) =>
    node(`${tids.length === 1 ? 'Thread' : 'Threads'} ${tids.join(', ')}`, factNodes(lines)),
  );
}

function withoutImage(fact: Fact<string>, tid: number): Fact<string> {
  if (!isAbsent(fact)) return fact;
  return { absent: fact.absent.replace(`core-${tid}.img`, 'its core image') };
}

function rightsLines({ rights, seccomp }: Thread): FactLine[] {
  const seccompLine: FactLine = ['Seccomp', mapFact(seccomp, seccompText)];
  if (isAbsent(rights)) return [['Rights', rights], seccompLine];
  const { capabilities, secureBits, noNewPrivileges, label } = rights;
  const { module, label: name, socketLabel } = label;
  return [
    ['Capabilities', capabilitiesText(capabilities)],
    ['Secure bits', listText(secureBits)],
    ['No new privileges', noNewPrivileges ? 'yes' : 'no'],
    [
      'Label',
      [module, name, socketLabel === undefined ? undefined : `for sockets ${socketLabel}`]
        .filter((text) => text !== undefined)
        .join(', '),
    ],
    seccompLine,
  ];
}

/** Sets that are equal are told together, the largest first: `effective, permitted: CAP_KILL; ambient: none`. */
function capabilitiesText(capabilities: object): string {
  const bySet = new Map<string, string[]>();
  for (const [name, set] of Object.entries(capabilities) as [string, readonly string[]][]) {
    const key = listText(set);
    const others = bySet.get(key);
    if (others === undefined) bySet.set(key, [name]);
    else others.push(name);
  }
  return [...bySet].map(([set, names]) => `${names.join(', ')}: ${set}`).join('; ');
}

function differenceText({
  added,
  dropped,
}: {
  added: readonly string[];
  dropped: readonly string[];
}): string {
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(dropped.length > 0 ? [`dropped ${dropped.join(', ')}`] : []),
  ];
  return parts.join('; ') || 'the same';
}

type Seccomp = Exclude<Thread['seccomp'], { absent: string }>;

/** How many filters apply, and which: the indexes are those of the container's list of filters. */
function seccompText({ mode, filters, broken }: Seccomp): string {
  if (mode !== 'filter') return mode;
  const count = `${filters.length} ${filters.length === 1 ? 'filter' : 'filters'}`;
  const which = filters.length === 0 ? '' : ` (${filters.map((index) => `#${index}`).join(', ')})`;
  return `${count}${which}${broken === undefined ? '' : `; unavailable: ${broken}`}`;
}

/** Of filters, what they do, not where they stand in the image. */
function seccompKey({ seccomp }: Thread, names: FilterNames): Fact<unknown> {
  return mapFact(seccomp, ({ filters, ...rest }) => ({ ...rest, filters: filters.map(names) }));
}

function keyOf(thread: Thread, names: FilterNames): string {
  return JSON.stringify([thread.rights, seccompKey(thread, names)]);
}
