import { isAbsent } from '../../model/absent.js';
import type { ProcessSecurity, SecurityResult } from '../../analysis/security.js';
import { dataNode, node, type TreeNode } from '../tree.js';

/** What confined the container, at a glance, then the spec and the filters. */
export function securityNode({ confinement, spec, filters, processes }: SecurityResult): TreeNode {
  const living = processes.filter(({ threads }) => threads.length > 0).length;
  const layers = confinement.map(({ layer, confines, because, unconfined }) => {
    const sorted = [...unconfined].sort((a, b) => a - b);
    const some = unconfined.length > 0 && unconfined.length < living;
    const pids = some ? ` (PIDs ${sorted.join(', ')})` : '';
    return node(`${layer}: ${confines}, ${because}${pids}`);
  });
  return node('Security', [
    node('Confinement', layers),
    dataNode('Spec', spec),
    isAbsent(filters)
      ? dataNode('Seccomp filters', filters)
      : node(`Seccomp filters: ${filters.length}`, filters.map(filterNode)),
  ]);
}

type Filter = Exclude<SecurityResult['filters'], { absent: string }>[number];

function filterNode({ index, previous, flags, instructions, lines }: Filter): TreeNode {
  const before = previous === undefined ? '' : `, on top of #${previous}`;
  const marks = flags.length > 0 ? `, ${flags.join(' | ')}` : '';
  const program = (lines ?? []).map(({ line, text }) =>
    node(`${String(line).padStart(4, '0')}  ${text}`),
  );
  return node(`#${index}: ${instructions} instructions${before}${marks}`, program);
}

/** The rights of one process; those of its other threads where they differ. */
export function processSecurityNode(security: ProcessSecurity): TreeNode {
  const [main, ...others] = security.threads;
  const { userNamespace, dumpable, comparedWithDefault, comparedWithSpec } = security;
  const odd = others.filter(
    ({ rights, seccomp }) =>
      !sameData(rights, main?.rights) || (!isAbsent(seccomp) && !sameData(seccomp, main?.seccomp)),
  );
  return node('Security', [
    ...(main === undefined ? [] : rightsNodes(main)),
    differenceNode('Bounding set against the engine default', comparedWithDefault),
    differenceNode('Bounding set against the spec', comparedWithSpec),
    dataNode('User namespace', userNamespace),
    dataNode('Dumpable', dumpable),
    ...odd.map((thread) => node(`Thread ${thread.tid}`, rightsNodes(thread))),
  ]);
}

function rightsNodes({ rights, seccomp }: ProcessSecurity['threads'][number]): TreeNode[] {
  if (isAbsent(rights)) return [dataNode('Rights', rights), seccompNode(seccomp)];
  const { capabilities, ...rest } = rights;
  return [
    dataNode('Capabilities', capabilities),
    ...Object.entries(rest).map(([name, value]) => dataNode(NAMES[name] ?? name, value)),
    seccompNode(seccomp),
  ];
}

function differenceNode(label: string, difference: ProcessSecurity['comparedWithSpec']): TreeNode {
  if (isAbsent(difference)) return dataNode(label, difference);
  const { added, dropped } = difference;
  return added.length + dropped.length === 0
    ? node(`${label}: the same`)
    : dataNode(label, difference);
}

/** How many filters apply, and which: the indexes are those of the container's list of filters. */
function seccompNode(seccomp: ProcessSecurity['threads'][number]['seccomp']): TreeNode {
  if (isAbsent(seccomp)) return dataNode('Seccomp', seccomp);
  const { mode, filters, broken } = seccomp;
  if (mode !== 'filter') return node(`Seccomp: ${mode}`);
  const count = `${filters.length} ${filters.length === 1 ? 'filter' : 'filters'}`;
  const which = filters.length === 0 ? '' : ` (${filters.map((index) => `#${index}`).join(', ')})`;
  return node(
    `Seccomp: ${count}${which}`,
    broken === undefined ? [] : [node(`unavailable: ${broken}`)],
  );
}

const NAMES: Readonly<Record<string, string>> = {
  secureBits: 'Secure bits',
  noNewPrivileges: 'No new privileges',
  label: 'Label',
};

function sameData(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
