/** A process of a tree: who it is, and nothing that has to be read. */
export interface TreeProcess {
  readonly pid: number;
  readonly ppid: number;
  /** By PID. */
  readonly children: readonly TreeProcess[];
}

interface Growing extends TreeProcess {
  readonly children: Growing[];
}

/**
 * The processes as trees: children by PID under their parents, and each process once, whatever the image
 * claims of its parents. There are several roots when a session was dumped.
 * @param from the processes whose trees are the only ones wanted; one below another is in its tree
 * @returns the roots by PID
 */
export function growTrees(
  processes: readonly { readonly pid: number; readonly ppid: number }[],
  from?: ReadonlySet<number>,
): TreeProcess[] {
  const sorted = processes
    .map(({ pid, ppid }): Growing => ({ pid, ppid, children: [] }))
    .sort((a, b) => a.pid - b.pid);
  const byParent = new Map<number, Growing[]>();
  for (const each of sorted) {
    const siblings = byParent.get(each.ppid);
    if (siblings === undefined) byParent.set(each.ppid, [each]);
    else siblings.push(each);
  }
  const placed = new Set<Growing>();
  const grow = (root: Growing) => {
    placed.add(root);
    const open = [root];
    for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
      for (const child of byParent.get(parent.pid) ?? []) {
        if (placed.has(child)) continue;
        placed.add(child);
        parent.children.push(child);
        open.push(child);
      }
    }
    return root;
  };
  if (from !== undefined) {
    return topmost(sorted, from).map((start) => (placed.has(start) ? start : grow(start)));
  }
  const pids = new Set(sorted.map(({ pid }) => pid));
  const roots = sorted.filter(({ ppid }) => !pids.has(ppid)).map(grow);
  // A loop of parents leaves processes that no root leads to.
  for (const each of sorted) if (!placed.has(each)) roots.push(grow(each));
  return roots;
}

/** Those of the processes `from` that are not below another of them. */
function topmost<P extends TreeProcess>(sorted: readonly P[], from: ReadonlySet<number>): P[] {
  const byPid = new Map([...sorted].reverse().map((each) => [each.pid, each]));
  const isBelow = (start: P) => {
    const seen = new Set<P>([start]);
    for (let above = byPid.get(start.ppid); above !== undefined; above = byPid.get(above.ppid)) {
      if (seen.has(above)) return false;
      if (from.has(above.pid)) return true;
      seen.add(above);
    }
    return false;
  };
  const starts = [...from]
    .sort((a, b) => a - b)
    .map((pid) => byPid.get(pid))
    .filter((start) => start !== undefined);
  const found = starts.filter((start) => !isBelow(start));
  // In a loop of parents each is below the other.
  return found.length > 0 ? found : starts.slice(0, 1);
}

/** Parents before their children, as a tree is drawn. */
export function inTreeOrder(roots: readonly TreeProcess[]): TreeProcess[] {
  const found: TreeProcess[] = [];
  const open = [...roots].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    for (let at = next.children.length - 1; at >= 0; at--) {
      const child = next.children[at];
      if (child !== undefined) open.push(child);
    }
  }
  return found;
}
