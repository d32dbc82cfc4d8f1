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
  const before = previous === undefined ? '' : `, on top of filter ${previous}`;
  const marks = flags.length > 0 ? `, ${flags.join(' | ')}` : '';
  const program = (lines ?? []).map(({ line, text }) =>
    node(`${String(line).padStart(4, '0')}  ${text}`),
  );
  return node(`Filter ${index}: ${instructions} instructions${before}${marks}`, program);
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
    dataNode('Bounding set against the engine default', comparedWithDefault),
    dataNode('Bounding set against the spec', comparedWithSpec),
    dataNode('User namespace', userNamespace),
    dataNode('Dumpable', dumpable),
    ...odd.map((thread) => node(`Thread ${thread.tid}`, rightsNodes(thread))),
  ]);
}

function rightsNodes({ rights, seccomp }: ProcessSecurity['threads'][number]): TreeNode[] {
  if (isAbsent(rights)) return [dataNode('Rights', rights), dataNode('Seccomp', seccomp)];
  const { capabilities, ...rest } = rights;
  return [
    dataNode('Capabilities', capabilities),
    ...Object.entries(rest).map(([name, value]) => dataNode(NAMES[name] ?? name, value)),
    dataNode('Seccomp', seccomp),
  ];
}

const NAMES: Readonly<Record<string, string>> = {
  secureBits: 'Secure bits',
  noNewPrivileges: 'No new privileges',
  label: 'Label',
};

function sameData(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
