import { isAbsent, type Fact } from '../../model/absent.js';
import { node, type TreeNode } from '../tree.js';

/** What a fact is called, and what it is. */
export type FactLine = readonly [label: string, fact: Fact<string>];

/** A line for each fact; those that are not there for one and the same reason have a line together. */
export function factNodes(lines: readonly FactLine[]): TreeNode[] {
  const byReason = new Map<string, string[]>();
  const told: TreeNode[] = [];
  for (const [label, fact] of lines) {
    if (!isAbsent(fact)) {
      told.push(node(`${label}: ${fact}`));
      continue;
    }
    const others = byReason.get(fact.absent);
    if (others === undefined) byReason.set(fact.absent, [label]);
    else others.push(label);
  }
  const missing = [...byReason].map(([reason, [first = '', ...labels]]) => {
    const rest = labels.map((label) =>
      label.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase()),
    );
    return node(`${[first, ...rest].join(', ')}: unavailable: ${reason}`);
  });
  return [...told, ...missing];
}

/** `a, b`, or `none` where there is nothing. */
export function listText(items: readonly (string | number)[]): string {
  return items.join(', ') || 'none';
}
