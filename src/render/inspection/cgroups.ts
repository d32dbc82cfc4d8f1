import type { Cgroups } from '../../analysis/cgroups.js';
import { node, type TreeNode } from '../tree.js';

/** Where the processes are, those that are in the same places together, and the limits there. */
export function cgroupsNode({ processes, hierarchies }: Cgroups): TreeNode {
  const groups = new Map<string, { pids: number[]; lines: string[] }>();
  for (const { pid, cgroups } of processes) {
    const lines = cgroups.map(
      ({ hierarchy, path }) => `${hierarchy === '' ? 'v2' : hierarchy} ${path}`,
    );
    const key = lines.join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pids: [pid], lines });
    else group.pids.push(pid);
  }
  const members = [...groups.values()].map(({ pids, lines }) =>
    node(
      `PIDs ${pids.sort((a, b) => a - b).join(', ')}`,
      lines.map((line) => node(line)),
    ),
  );
  const limits = hierarchies.flatMap(({ controllers, directories }) =>
    directories
      .filter(({ properties }) => properties.length > 0)
      .map(({ path, properties }) =>
        node(
          `${controllers.join(',') || 'v2'} ${path}`,
          properties
            .filter(({ value }) => value !== '')
            .map(({ name, value }) => node(`${name}: ${value}`)),
        ),
      ),
  );
  return node('Control groups', [...members, ...limits]);
}
