import type { Cgroups } from '../../analysis/cgroups.js';
import { node, type TreeNode } from '../tree.js';

/** Where the processes are, those that are in the same places together, and the limits there. */
export function cgroupsNode({ processes, hierarchies }: Cgroups): TreeNode {
  const groups = new Map<string, { pids: number[]; lines: string[] }>();
  for (const { pid, cgroups } of processes) {
    const lines = pathLines(cgroups);
    const key = lines.join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pids: [pid], lines });
    else group.pids.push(pid);
  }
  const members = [...groups.values()].map(({ pids, lines }) =>
    node(
      `PIDs ${pids.sort((a, b) => a - b).join(', ')}${lines.length === 0 ? ': none' : ''}`,
      lines.map((line) => node(line)),
    ),
  );
  return node(`Control groups${processes.length === 0 ? ': none' : ''}`, [
    ...members,
    ...limitNodes(hierarchies),
  ]);
}

/** What is set at each path, a line for each hierarchy that has it. */
function limitNodes(hierarchies: Cgroups['hierarchies']): TreeNode[] {
  const byPath = new Map<string, TreeNode[]>();
  for (const { controllers, directories } of hierarchies) {
    for (const { path, properties } of directories) {
      const told = properties.filter(({ value }) => value !== '');
      const texts = told.map(({ name, value }) => `${name} ${value}`);
      const line = node(`${controllers.join(',') || 'v2'}: ${texts.join('; ') || 'nothing set'}`);
      const others = byPath.get(path);
      if (others === undefined) byPath.set(path, [line]);
      else others.push(line);
    }
  }
  return [...byPath].map(([path, lines]) => node(`Set at ${path}`, lines));
}

/** Hierarchies in which the processes are at the same path are told together. */
function pathLines(cgroups: Cgroups['processes'][number]['cgroups']): string[] {
  const byPath = new Map<string, string[]>();
  for (const { hierarchy, path, path_inside: inside } of cgroups) {
    const place = inside === undefined ? path : `${path} (${inside} inside)`;
    const name = hierarchy === '' ? 'v2' : hierarchy;
    const others = byPath.get(place);
    if (others === undefined) byPath.set(place, [name]);
    else others.push(name);
  }
  return [...byPath].map(([place, names]) => `${names.join(', ')}: ${place}`);
}
