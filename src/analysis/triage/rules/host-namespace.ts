import type { TaskKobjIdsEntry } from '../../../criu/messages.generated.js';
import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';

/** task_kobj_ids_entry, by the names of namespaces(7). */
const KINDS: readonly (readonly [keyof TaskKobjIdsEntry, string])[] = [
  ['pid_ns_id', 'pid'],
  ['net_ns_id', 'net'],
  ['mnt_ns_id', 'mnt'],
  ['ipc_ns_id', 'ipc'],
  ['uts_ns_id', 'uts'],
  ['user_ns_id', 'user'],
  ['cgroup_ns_id', 'cgroup'],
];

export const hostNamespace: Rule = {
  id: 'host-namespace',
  title: 'a process in namespaces of its own, or in those of the host',
  techniques: ['T1611'],
  severities: ['medium', 'low'],
  looksFor: "A process in other namespaces than the container's first one.",
  innocent:
    'Browsers and build tools that make namespaces for sandboxes; containers in the container.',
  confirm: 'See `inspect --namespaces`: is it one that the container made, or one from outside?',
  *look(scene, sight) {
    const first = scene.processes.find(({ task }) => task.ids !== undefined);
    const own = first?.task.ids;
    if (own === undefined) {
      sight.isBlind('no ids image tells the namespaces');
      return;
    }
    for (const suspect of scene.chosen) {
      const { ids, ppid } = suspect.task;
      if (ids === undefined || suspect === first) continue;
      const differing = KINDS.filter(([field]) => differs(ids[field], own[field]));
      if (differing.length === 0) continue;
      const parent = scene.process(ppid)?.task.ids;
      if (parent !== undefined && differing.every(([field]) => ids[field] === parent[field]))
        continue;
      const names = differing.map(([, name]) => name);
      yield {
        severity: names.includes('user') ? 'low' : 'medium',
        subject: suspect.subject,
        because: `it is in another ${names.join(', ')} namespace than process ${first?.pid ?? 0}`,
        caveat: 'sandboxes and containers in the container are made like this',
        evidence: [
          { pid: suspect.pid, member: `ids-${suspect.pid}.img`, field: differing[0]?.[0] ?? '' },
        ],
        next: ['inspect', ARCHIVE, '--namespaces'],
      };
    }
  },
};

function differs(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
