import type { TreeProcess } from '../../analysis/inspection/process-tree.js';

/**
 * Levels of processes that are drawn below each other. Indentation grows with each, so a chain of hundreds
 * would be mostly blanks; what lies deeper is listed behind the tree.
 */
export const MAX_LEVELS = 32;

/** The processes below the last level that is drawn, in the order of the tree. */
export function deeperProcesses(roots: readonly TreeProcess[]): TreeProcess[] {
  const found: TreeProcess[] = [];
  const open = roots.map((process) => ({ process, level: 1 })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { process, level } = next;
    if (level > MAX_LEVELS) found.push(process);
    for (const child of [...process.children].reverse()) {
      open.push({ process: child, level: level + 1 });
    }
  }
  return found;
}
