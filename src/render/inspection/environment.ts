import type { ProcessFacts } from '../../analysis/process-facts.js';
import { isAbsent } from '../../model/absent.js';
import { node, type TreeNode } from '../tree.js';
import type { FactLine } from './fact-lines.js';

const LABEL = 'Environment variables';

/** The environments of processes, parents before their children. */
export class EnvironmentNodes {
  private readonly known = new Map<number, readonly string[]>();

  /** @param brief of what the parent has too, only that it does */
  constructor(private readonly brief: boolean) {}

  node({ pid, ppid, environment }: ProcessFacts): TreeNode | [FactLine] {
    if (isAbsent(environment)) return [[LABEL, environment]];
    const { entries, incomplete } = environment;
    const missing = incomplete === undefined ? [] : [node(`incomplete: ${incomplete}`)];
    if (entries.length === 0 && missing.length === 0) return node(`${LABEL}: none`);
    const above = this.brief ? this.known.get(ppid) : undefined;
    const same = above !== undefined && isSame(above, entries);
    if (this.brief) this.known.set(pid, same ? above : entries);
    if (above === undefined)
      return node(LABEL, [...entries.map((entry) => node(entry)), ...missing]);
    if (same && missing.length === 0) return node(`${LABEL}: as process ${ppid}`);
    return changesNode(ppid, above, entries, missing);
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}

/** What a process has that its parent has not, if the two have most in common. */
function changesNode(
  ppid: number,
  above: readonly string[],
  entries: readonly string[],
  missing: readonly TreeNode[],
): TreeNode {
  const before = new Set(above);
  const own = entries.filter((entry) => !before.has(entry));
  if (own.length > entries.length / 2) {
    return node(LABEL, [...entries.map((entry) => node(entry)), ...missing]);
  }
  const names = new Set(entries.map(nameOf));
  const gone = above.map(nameOf).filter((name) => !names.has(name));
  return node(`${LABEL}: as process ${ppid}${own.length + gone.length > 0 ? ', but' : ''}`, [
    ...own.map((entry) => node(entry)),
    ...(gone.length > 0 ? [node(`without ${gone.join(', ')}`)] : []),
    ...missing,
  ]);
}

function nameOf(entry: string): string {
  const end = entry.indexOf('=');
  return end === -1 ? entry : entry.slice(0, end);
}
