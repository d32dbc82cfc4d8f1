import { describeDescriptor } from '../../model/describe/describe-descriptor.js';
import { describeFile } from '../../model/describe/describe-file.js';
import { describeSocket } from '../../model/describe/describe-socket.js';
import type {
  HeldSocket,
  ProcessFiles,
  ProcessSockets,
} from '../../analysis/inspection/process-details.js';
import { isAbsent } from '../../model/absent.js';
import { bufferText } from '../byte-size.js';
import { node, type TreeNode } from '../tree.js';
import type { FactLine } from './fact-lines.js';

/** `[TYPE fd]` and what it leads to, then working directory and root. */
export function filesNode({
  descriptors,
  cwd,
  root,
  tablePids,
  pid,
}: ProcessFiles): TreeNode | [FactLine] {
  const places = Object.entries({ cwd, root }).map(([name, file]) =>
    node(isAbsent(file) ? `unavailable: ${file.absent}` : describeFile(file), [], name),
  );
  if (isAbsent(descriptors)) {
    if (isAbsent(cwd) && isAbsent(root)) return [['Open files', descriptors]];
    return node(`Open files: unavailable: ${descriptors.absent}`, places);
  }
  const shared = tablePids.length > 1 ? ` (table shared with ${othersText(tablePids, pid)})` : '';
  const open = descriptors.map((descriptor) =>
    node(describeDescriptor(descriptor), [], `${kindOf(descriptor.file)} ${descriptor.fd}`),
  );
  return node(`Open files${shared}`, [...open, ...places]);
}

/** A few of them: each of thousands may share its table with all the others. */
function othersText(pids: readonly number[], self: number): string {
  const told = pids.slice(0, MAX_TOLD + 1).filter((pid) => pid !== self);
  const few = told.slice(0, MAX_TOLD).sort((a, b) => a - b);
  const more = pids.length - 1 - few.length;
  return `${few.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MAX_TOLD = 16;

type OpenFile = Exclude<ProcessFiles['descriptors'], { absent: string }>[number]['file'];

function kindOf(file: OpenFile): string {
  return file.type === 'UNKNOWN' && !isAbsent(file.kind) ? file.kind : file.type;
}

/** The sockets among them, with both ends, buffers and options. */
export function socketsNode(sockets: ProcessSockets): TreeNode | [FactLine] {
  if (isAbsent(sockets)) return [['Open sockets', sockets]];
  if (sockets.length === 0) return node('Open sockets: none');
  return node(
    'Open sockets',
    sockets.map(({ socket }) =>
      socket.type === 'UNKNOWN'
        ? node(`unavailable: ${socket.absent}`, [], kindOf(socket))
        : node(socketText(socket), [], socketTag(socket)),
    ),
  );
}

type Socket = Exclude<HeldSocket['socket'], { type: 'UNKNOWN' }>;

function socketTag(socket: Socket): string {
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
function socketText(socket: Socket): string {
  const [sent, received] = [socket.sendBufferBytes, socket.receiveBufferBytes].map((bytes) =>
    isAbsent(bytes) ? '?' : bufferText(bytes),
  );
  const buffers = `(↑ ${sent ?? ''} ↓ ${received ?? ''})`;
  const facts = factsText(socket);
  if (socket.type !== 'INETSK') return `${describeSocket(socket)} ${buffers}${facts}`;
  const end = (endpoint: typeof socket.local) => (isAbsent(endpoint) ? '?' : endpoint.text);
  const waiting = (bytes: typeof socket.receiveQueueBytes, what: string) =>
    isAbsent(bytes) || bytes === 0 ? '' : `, ${bytes} B ${what}`;
  const queues =
    waiting(socket.receiveQueueBytes, 'unread') + waiting(socket.sendQueueBytes, 'unsent');
  const v6 = socket.v6Only === true ? ', v6 only' : '';
  return `${end(socket.local)} -> ${end(socket.remote)} ${buffers}${v6}${facts}${queues}`;
}

/** Its owner, and options that are not as the kernel gives them. */
function factsText({ options, uid }: Socket): string {
  const owner = isAbsent(uid) ? [] : [`uid ${uid}`];
  const set = options.map(({ name, value }) =>
    value === true ? name : `${name}=${String(value)}`,
  );
  return [...owner, ...set].map((text) => `, ${text}`).join('');
}
