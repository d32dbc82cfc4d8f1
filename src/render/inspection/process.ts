import { describeDescriptor } from '../../model/describe/describe-descriptor.js';
import { describeFile } from '../../model/describe/describe-file.js';
import { describeSocket } from '../../model/describe/describe-socket.js';
import type { ProcessNode } from '../../analysis/inspection.js';
import type { ProcessFacts } from '../../analysis/processes.js';
import { isAbsent } from '../../model/absent.js';
import { formatBytes } from '../byte-size.js';
import { dataNode, node, type TreeNode } from '../tree.js';
import { detailsNode, threadNodes } from './details.js';
import { processSecurityNode } from './security.js';

/** What is shown of each process. */
export interface ProcessView {
  readonly commandLine: boolean;
  readonly environment: boolean;
  readonly threads: boolean;
  /** Users, limits, signals and the other facts. */
  readonly details: boolean;
}

/** `[PID]  name`, the state in the tag unless it is alive; children come last, by PID. */
export function processNode(process: ProcessNode, view: ProcessView): TreeNode {
  const { facts, files, sockets, security, maps, children } = process;
  return node(
    nameOf(facts, view),
    [
      ...(view.details ? [detailsNode(facts)] : []),
      ...(view.environment ? [environmentNode(facts)] : []),
      ...(files === undefined ? [] : [filesNode(files)]),
      ...(sockets === undefined || sockets.length === 0 ? [] : [socketsNode(sockets)]),
      ...(view.threads ? threadNodes(facts) : []),
      ...(security === undefined ? [] : [processSecurityNode(security)]),
      ...(maps === undefined ? [] : [mapsNode(maps)]),
      ...children.map((child) => processNode(child, view)),
    ],
    tagOf(facts),
  );
}

const STATES = {
  alive: '',
  dead: 'Dead',
  stopped: 'Stopped',
  zombie: 'Zombie',
  unknown: 'Unknown',
};

function tagOf({ pid, state }: ProcessFacts): string {
  const name = isAbsent(state) ? 'Unknown' : STATES[state.state];
  return name === '' ? String(pid) : `${pid} (${name})`;
}

function nameOf({ comm, commandLine, state }: ProcessFacts, view: ProcessView): string {
  const name = isAbsent(comm) ? `unavailable: ${comm.absent}` : comm;
  const ended = isAbsent(state) ? '' : endText(state);
  if (!view.commandLine || (!isAbsent(state) && state.ended !== undefined)) return name + ended;
  if (isAbsent(commandLine)) return `${name} (command line unavailable: ${commandLine.absent})`;
  const line = commandLine.entries.join(' ');
  return (line === '' ? name : line) + ended;
}

function endText({ ended }: Exclude<ProcessFacts['state'], { absent: string }>): string {
  if (ended === undefined) return '';
  return ended.kind === 'exited'
    ? ` (exit code ${ended.code})`
    : ` (killed by ${ended.signal}${ended.coreDumped ? ', core dumped' : ''})`;
}

function environmentNode({ environment }: ProcessFacts): TreeNode {
  if (isAbsent(environment)) return dataNode('Environment variables', environment);
  const { entries, incomplete } = environment;
  const missing = incomplete === undefined ? [] : [node(`incomplete: ${incomplete}`)];
  return node('Environment variables', [...entries.map((entry) => node(entry)), ...missing]);
}

function filesNode({ descriptors, cwd, root, tablePids, pid }: Files): TreeNode {
  const places = (['cwd', 'root'] as const).map((name) => {
    const file = name === 'cwd' ? cwd : root;
    return isAbsent(file)
      ? node(`unavailable: ${file.absent}`, [], name)
      : node(describeFile(file), [], name);
  });
  const others = tablePids.filter((each) => each !== pid);
  const shared = others.length > 0 ? ` (table shared with ${others.join(', ')})` : '';
  if (isAbsent(descriptors)) return dataNode('Open files', descriptors);
  const open = descriptors.map((descriptor) =>
    node(describeDescriptor(descriptor), [], `${descriptor.file.type} ${descriptor.fd}`),
  );
  return node(`Open files${shared}`, [...open, ...places]);
}

type Files = NonNullable<ProcessNode['files']>;

type HeldSocket = NonNullable<ProcessNode['sockets']>[number];

function socketsNode(sockets: readonly HeldSocket[]): TreeNode {
  return node(
    'Open sockets',
    sockets.map(({ socket }) => node(socketText(socket), optionNodes(socket), socketTag(socket))),
  );
}

type AnySocket = HeldSocket['socket'];

function socketTag(socket: AnySocket): string {
  switch (socket.type) {
    case 'INETSK': {
      const protocol = isAbsent(socket.protocol) ? 'INET' : socket.protocol;
      const stateful = protocol === 'TCP' && !isAbsent(socket.state);
      return stateful ? `${protocol} (${socket.state})` : protocol;
    }
    case 'UNIXSK':
      return isAbsent(socket.socketType) ? 'UNIX' : `UNIX (${socket.socketType})`;
    case 'NETLINKSK':
      return 'NETLINK';
    case 'PACKETSK':
      return 'PACKET';
  }
}

/** Both ends and the buffers, as checkpointctl prints them, and what waits in the queues. */
function socketText(socket: AnySocket): string {
  const buffers = `(↑ ${bufferText(socket.sendBufferBytes)} ↓ ${bufferText(socket.receiveBufferBytes)})`;
  if (socket.type !== 'INETSK') return `${describeSocket(socket)} ${buffers}`;
  const end = (endpoint: typeof socket.local) => (isAbsent(endpoint) ? '?' : endpoint.text);
  const waiting = (bytes: typeof socket.receiveQueueBytes, what: string) =>
    isAbsent(bytes) || bytes === 0 ? '' : `, ${bytes} B ${what}`;
  const queues =
    waiting(socket.receiveQueueBytes, 'unread') + waiting(socket.sendQueueBytes, 'unsent');
  const v6 = socket.v6Only === true ? ', v6 only' : '';
  return `${end(socket.local)} -> ${end(socket.remote)} ${buffers}${queues}${v6}`;
}

function optionNodes({ options, uid }: AnySocket): TreeNode[] {
  const owner = isAbsent(uid) ? [] : [node(`owner uid: ${uid}`)];
  return [...owner, ...options.map(({ name, value }) => node(`${name}: ${String(value)}`))];
}

/** checkpointctl's own units for socket buffers: steps of 1024 that it calls KB. */
function bufferText(bytes: AnySocket['sendBufferBytes']): string {
  if (isAbsent(bytes)) return '?';
  const [text = '', unit = 'B'] = formatBytes(bytes).split(' ');
  return `${text} ${unit.replace('iB', 'B')}`;
}

function mapsNode(maps: Maps): TreeNode {
  if (isAbsent(maps)) return dataNode('Memory map', maps);
  return node('Memory map', maps.map(mapNode));
}

function mapNode({
  start,
  end,
  permissions,
  offset,
  name,
}: Exclude<Maps, { absent: string }>[number]): TreeNode {
  const hex = (value: bigint, width: number) => value.toString(16).padStart(width, '0');
  return node(`${hex(start, 8)}-${hex(end, 8)} ${permissions} ${hex(offset, 8)} ${name}`.trimEnd());
}

type Maps = NonNullable<ProcessNode['maps']>;
