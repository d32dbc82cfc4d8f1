import { absent, isAbsent, type Absent } from '../model/absent.js';
import type { Holder } from '../model/descriptors/descriptor-tables.js';
import type { Process } from '../model/processes.js';
import type { InetSocket, Socket } from '../model/sockets/socket.js';

/** A row of the table that `ss -tanp` prints. */
export interface SocketRow {
  /** ss's name of the kind: `tcp`, `udp`, `u_str`, `nl`, `p_raw`. */
  readonly netid: string;
  /** ss's name of the state: `ESTAB`, `LISTEN`, `UNCONN`. */
  readonly state: string | Absent;
  readonly receiveQueueBytes: number | Absent;
  /** Of a listening socket the length of its accept queue, as ss has it. */
  readonly sendQueueBytes: number | Absent;
  readonly local: string;
  readonly peer: string;
  readonly processes: readonly SocketProcess[];
}

export interface SocketProcess extends Holder {
  readonly comm: string | Absent;
}

/** misc/ss.c of iproute2. */
const STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  SYN_RECEIVED: 'SYN-RECV',
  FIN_WAIT_1: 'FIN-WAIT-1',
  FIN_WAIT_2: 'FIN-WAIT-2',
  TIME_WAIT: 'TIME-WAIT',
  CLOSE: 'UNCONN',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
  LISTEN: 'LISTEN',
  CLOSING: 'CLOSING',
  NEW_SYN_RECV: 'SYN-RECV',
  CONNECTED: 'ESTAB',
  UNCONNECTED: 'UNCONN',
};

const NETIDS: Readonly<Record<string, string>> = {
  'INETSK STREAM': 'tcp',
  'INETSK DGRAM': 'udp',
  'INETSK RAW': 'raw',
  'UNIXSK STREAM': 'u_str',
  'UNIXSK DGRAM': 'u_dgr',
  'UNIXSK SEQPACKET': 'u_seq',
  'PACKETSK RAW': 'p_raw',
  'PACKETSK DGRAM': 'p_dgr',
};

/** The sockets as rows, in the order in which they are given. */
export function socketTable(
  sockets: readonly Socket[],
  processes: readonly Pick<Process, 'pid' | 'comm'>[],
): SocketRow[] {
  const comms = new Map(processes.map(({ pid, comm }) => [pid, comm]));
  return sockets.map((socket) => ({
    netid: netidOf(socket),
    state: stateOf(socket),
    receiveQueueBytes: socket.receiveQueueBytes,
    sendQueueBytes: backlogOf(socket) ?? socket.sendQueueBytes,
    ...addressesOf(socket),
    processes: socket.holders.map(({ pid, fd }) => ({
      pid,
      fd,
      comm: comms.get(pid) ?? absent('the process is not in pstree.img'),
    })),
  }));
}

/** Of a socket that listens. */
function backlogOf(socket: Socket): number | Absent | undefined {
  return 'backlog' in socket ? socket.backlog : undefined;
}

function netidOf(socket: Socket): string {
  if (socket.type === 'NETLINKSK') return 'nl';
  if (socket.type === 'INETSK' && !isAbsent(socket.protocol)) {
    const protocol = socket.protocol.toLowerCase();
    if (socket.socketType !== 'RAW') return protocol;
  }
  const kind = isAbsent(socket.socketType) ? '' : socket.socketType;
  return NETIDS[`${socket.type} ${kind}`] ?? '???';
}

function stateOf(socket: Socket): string | Absent {
  if (socket.type === 'PACKETSK') return 'UNCONN';
  return isAbsent(socket.state) ? socket.state : (STATES[socket.state] ?? socket.state);
}

function addressesOf(socket: Socket): { local: string; peer: string } {
  switch (socket.type) {
    case 'INETSK':
      return inetAddresses(socket);
    case 'UNIXSK':
      return {
        local: `${socket.name ?? '*'} ${number(socket.inode)}`,
        peer: `${socket.peer?.name ?? '*'} ${socket.peer?.inode ?? 0}`,
      };
    case 'NETLINKSK':
      return {
        local: `${isAbsent(socket.protocol) ? '?' : socket.protocol}:${number(socket.portId)}`,
        peer: socket.peerPortId === 0 ? '*' : `port:${number(socket.peerPortId)}`,
      };
    case 'PACKETSK': {
      const { interfaceIndex, interfaceName, protocol } = socket;
      const device = isAbsent(interfaceName) ? `if${number(interfaceIndex)}` : interfaceName;
      const name = isAbsent(protocol) ? '?' : protocol;
      return { local: `${name}:${interfaceIndex === 0 ? '*' : device}`, peer: '*' };
    }
  }
}

/** A port of 0 is told as `*`, as ss does; the protocol of a raw socket stands where a port would. */
function inetAddresses({ local, remote }: InetSocket): { local: string; peer: string } {
  const address = (end: InetSocket['local']) =>
    isAbsent(end) ? '?' : end.port === 0 ? end.text.replace(/:0$/, ':*') : end.text;
  return { local: address(local), peer: address(remote) };
}

function number(value: number | Absent): string {
  return isAbsent(value) ? '?' : String(value);
}
