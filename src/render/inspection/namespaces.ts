import type { Inspection } from '../../analysis/inspection/inspect.js';
import { counted } from '../../bytes/counted.js';
import { dataNode, node, type TreeNode } from '../tree.js';
import { networkNodes } from './network.js';
import { settingsText } from './settings.js';

type Namespaces = NonNullable<Inspection['namespaces']>;
type Namespace = Namespaces['namespaces'][number];
type Ipc = NonNullable<Namespace['ipc']>;

/** Each namespace with who is in it and what was dumped of it. */
export function namespacesNode({ namespaces, binfmtMisc }: Namespaces): TreeNode {
  return node('Namespaces', [
    ...namespaces.map(namespaceNode),
    ...(binfmtMisc.length === 0 ? [] : [node('binfmt_misc', binfmtMisc.map(binfmtNode))]),
  ]);
}

/** A line as of /proc/sys/fs/binfmt_misc. */
function binfmtNode(rule: Namespaces['binfmtMisc'][number]): TreeNode {
  const { name, enabled, interpreter, flags, extension, magic, mask, offset = 0 } = rule;
  const files =
    magic === undefined
      ? `files named *.${extension ?? '?'}`
      : `files with ${magic}${mask === undefined ? '' : ` (mask ${mask})`} at ${offset}`;
  const flagText = flags === undefined || flags === '' ? '' : `, flags ${flags}`;
  return node(
    `${name}: ${enabled ? '' : 'disabled, '}${files} run through ${interpreter}${flagText}`,
  );
}

/** What is told of a namespace. */
const CONTENTS: Readonly<Record<Namespace['kind'], string>> = {
  mnt: 'mounts',
  pid: 'processes',
  net: 'devices, addresses, routes, rules, firewall',
  ipc: 'objects and settings',
  uts: 'host name, domain',
  user: 'ID maps',
  cgroup: 'control groups',
  time: 'clocks',
};

function namespaceNode({ kind, id, host, pids, ...facts }: Namespace): TreeNode {
  const whose = host === undefined ? '' : host ? ", the host's" : ', its own';
  const { uts, ipc, time, user, net, pid_external_key: external, lack } = facts;
  const inside = [...pids].sort((a, b) => a - b).join(', ');
  return node(`${kind} ${id}${whose}: ${inside === '' ? 'no process' : `PIDs ${inside}`}`, [
    ...(uts === undefined
      ? []
      : [node(`host name ${uts.nodename ?? '?'}, domain ${uts.domainname ?? '?'}`)]),
    ...(ipc === undefined ? [] : ipcNodes(ipc)),
    ...(time === undefined ? [] : [dataNode('clocks', time)]),
    ...(user === undefined ? [] : userNodes(user)),
    ...(external === undefined ? [] : [node(`given from outside as ${external}`)]),
    ...(net === undefined ? [] : networkNodes(net)),
    ...(lack === undefined ? [] : [node(`${CONTENTS[kind]}: unavailable: ${lack.absent}`)]),
  ]);
}

function ipcNodes(ipc: Ipc): TreeNode[] {
  const { settings, shared_memory: segments, semaphores, message_queues: queues } = ipc;
  return [
    ...segments.map((segment) =>
      node(`shared memory ${objectText(segment)}: ${counted(segment.size_bytes, 'byte')}`),
    ),
    ...semaphores.map((set) =>
      node(`semaphores ${objectText(set)}: values ${set.values.join(', ')}`),
    ),
    ...queues.map((queue) =>
      node(
        `message queue ${objectText(queue)}: ${counted(queue.messages.length, 'message')}`,
        queue.messages.map(({ type, size_bytes: size }) =>
          node(`type ${type}: ${counted(size, 'byte')}`),
        ),
      ),
    ),
    node(`settings: ${settingsText(settings)}`),
  ];
}

type IpcObject = Pick<Ipc['semaphores'][number], 'id' | 'key' | 'mode' | 'uid' | 'gid'>;

function objectText({ id, key, mode, uid, gid }: IpcObject): string {
  return `${id} (key 0x${key.toString(16)}, mode ${mode.toString(8)}, owner ${uid}/${gid})`;
}

function userNodes(user: NonNullable<Namespace['user']>): TreeNode[] {
  const { uid_map: uids, gid_map: gids, binfmt_misc: rules = [] } = user;
  const line = (name: string) => (map: (typeof uids)[number]) =>
    node(`${name} ${map.inside} is ${map.outside} outside, ${map.count} in all`);
  return [
    ...uids.map(line('uid')),
    ...gids.map(line('gid')),
    ...(rules.length === 0 ? [] : [node('binfmt_misc', rules.map(binfmtNode))]),
  ];
}
