import { isAbsent, type Absent } from '../absent.js';
import type {
  InetSocket,
  NetlinkSocket,
  PacketSocket,
  Socket,
  UnixSocket,
} from '../sockets/socket.js';
import { holdersText, list, text, words } from './words.js';

/** One socket in a line: `tcp 10.88.0.23:8088 -> 10.88.0.1:51544 ESTABLISHED`. */
export function describeSocket(socket: Socket): string {
  switch (socket.type) {
    case 'INETSK':
      return describeInet(socket);
    case 'UNIXSK':
      return describeUnix(socket);
    case 'NETLINKSK':
      return describeNetlink(socket);
    case 'PACKETSK':
      return describePacket(socket);
  }
}

function describeInet(socket: InetSocket): string {
  const { local, remote, state } = socket;
  const raw = socket.socketType === 'RAW';
  // A socket that is no TCP socket has states only for want of another: CLOSE says not connected.
  const stateless = state === 'CLOSE' && socket.protocol !== 'TCP';
  const connected = !isAbsent(remote) && (remote.port !== 0 || state === 'ESTABLISHED');
  return words([
    raw && 'raw',
    lower(socket.protocol),
    isAbsent(local) ? 'unknown address' : raw ? local.address : local.text,
    connected && `-> ${remote.text}`,
    !stateless && text(state, 'state unknown'),
    socket.v6Only === true && '(v6only)',
    queue(socket),
    socket.shutdown !== 'none' && `(shut down: ${socket.shutdown})`,
  ]);
}

function describeUnix(socket: UnixSocket): string {
  const { name, directory, peer } = socket;
  const relative = name !== undefined && !name.startsWith('/') && !name.startsWith('@');
  const path = relative && directory !== undefined ? `${directory}/${name}` : name;
  const there = peer === undefined || isAbsent(peer.id) ? undefined : peer;
  return words([
    'unix',
    lower(socket.socketType),
    `[${text(socket.inode, '?')}]`,
    path,
    socket.deleted && '(deleted)',
    text(socket.state, 'state unknown'),
    peer !== undefined && `-> [${peer.inode}]`,
    peer?.name,
    there !== undefined && `of ${holdersText(there.holders, 'no process')}`,
    peer !== undefined && there === undefined && '(not in the checkpoint)',
    queue(socket),
    socket.senders.length > 0 && `(sent by ${list(socket.senders.map(senderText))})`,
    socket.filesInFlight.length > 0 && `(${socket.filesInFlight.length} files in flight)`,
    socket.shutdown !== 'none' && `(shut down: ${socket.shutdown})`,
  ]);
}

function senderText({ pid, uid, gid }: UnixSocket['senders'][number]): string {
  return `PID ${pid} of uid ${uid}, gid ${gid}`;
}

function describeNetlink(socket: NetlinkSocket): string {
  const { groups, portId } = socket;
  return words([
    'netlink',
    text(socket.protocol, 'protocol unknown'),
    `port ${text(portId, 'unknown')}`,
    groups.length > 0 && `groups ${groups.join(',')}`,
    socket.state === 'CONNECTED' && `-> port ${text(socket.peerPortId, 'unknown')}`,
    queue(socket),
  ]);
}

function describePacket(socket: PacketSocket): string {
  const { interfaceIndex, interfaceName, memberships } = socket;
  const device = isAbsent(interfaceName)
    ? interfaceIndex === 0
      ? 'all devices'
      : `device ${text(interfaceIndex, 'unknown')}`
    : interfaceName;
  return words([
    'packet',
    lower(socket.socketType),
    text(socket.protocol, 'protocol unknown'),
    `on ${device}`,
    memberships.some(({ kind }) => kind === 'promiscuous') && '(promiscuous)',
    queue(socket),
  ]);
}

function queue({ receiveQueueBytes, sendQueueBytes }: Socket): string {
  const waiting = (bytes: number | Absent, what: string) =>
    isAbsent(bytes) || bytes === 0 ? [] : [`${bytes} B ${what}`];
  const parts = [...waiting(receiveQueueBytes, 'unread'), ...waiting(sendQueueBytes, 'unsent')];
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

function lower(value: string | Absent): string {
  return text(value, 'unknown').toLowerCase();
}
