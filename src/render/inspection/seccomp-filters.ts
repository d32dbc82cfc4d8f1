import type { SecurityResult } from '../../analysis/security.js';
import { isAbsent } from '../../model/absent.js';
import { node, type TreeNode } from '../tree.js';
import type { FilterNames } from './security.js';

type Filter = Exclude<SecurityResult['filters'], { absent: string }>[number];

/** Filters with the same program on top of the same others. */
interface SameFilters {
  readonly first: Filter;
  readonly indexes: number[];
}

/** The seccomp filters of a container, each program once. */
export class SeccompFilters {
  private readonly byIndex = new Map<number, SameFilters>();
  private readonly groups: SameFilters[] = [];

  constructor(private readonly security: SecurityResult) {
    const { filters } = security;
    const known = new Map<string, SameFilters>();
    for (const filter of isAbsent(filters) ? [] : filters) {
      const { index, previous, sha256, flags } = filter;
      // A filter stands behind those that it was installed on.
      const below = previous === undefined ? '' : this.nameOf(previous);
      const key = [sha256, below, ...flags].join(' ');
      let group = known.get(key);
      if (group === undefined) {
        group = { first: filter, indexes: [] };
        known.set(key, group);
        this.groups.push(group);
      }
      group.indexes.push(index);
      this.byIndex.set(index, group);
    }
  }

  readonly nameOf: FilterNames = (index) => `#${this.byIndex.get(index)?.first.index ?? index}`;

  node(): TreeNode {
    const { filters } = this.security;
    if (isAbsent(filters)) return node(`Seccomp filters: unavailable: ${filters.absent}`);
    const users = this.usersByIndex();
    const different = this.groups.length;
    const count = different === filters.length ? '' : `, ${different} different`;
    return node(
      `Seccomp filters: ${filters.length === 0 ? 'none' : `${filters.length}${count}`}`,
      this.groups.map((group) => groupNode(group, users)),
    );
  }

  /** The processes that each filter applies to, through any of their threads. */
  private usersByIndex(): Map<number, Set<number>> {
    const users = new Map<number, Set<number>>();
    for (const { pid, threads } of this.security.processes) {
      for (const { seccomp } of threads) {
        for (const index of isAbsent(seccomp) ? [] : seccomp.filters) {
          const known = users.get(index);
          if (known === undefined) users.set(index, new Set([pid]));
          else known.add(pid);
        }
      }
    }
    return users;
  }
}

function groupNode({ first, indexes }: SameFilters, users: Map<number, Set<number>>): TreeNode {
  const pids = [...new Set(indexes.flatMap((index) => [...(users.get(index) ?? [])]))];
  const { previous, flags, instructions, lines } = first;
  const before = previous === undefined ? '' : `, on top of #${previous}`;
  const marks = flags.length > 0 ? `, ${flags.join(' | ')}` : '';
  const program = (lines ?? []).map(({ line, text }) =>
    node(`${String(line).padStart(4, '0')}  ${text}`),
  );
  const names = indexes.map((index) => `#${index}`).join(', ');
  const processes = pids.length === 1 ? 'process' : 'processes';
  const told = pids.length === 0 ? '' : ` (${processes} ${pids.sort((a, b) => a - b).join(', ')})`;
  return node(`${names}: ${instructions} instructions${before}${marks}${told}`, program);
}
