import {
  socketTable,
  type SocketProcess,
  type SocketRow as SsRow,
} from '../analysis/socket-table.js';
import { socketsOf, reads } from '../analysis/sockets.js';
import { isAbsent, type Fact } from '../model/absent.js';
import { readProcesses, type Process } from '../model/processes.js';
import type { Endpoint } from '../model/sockets/endpoint.js';
import type { Socket } from '../model/sockets/socket.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { comm, fd, inode, ORIGIN, pid } from './dictionary.js';
import { rowsColumn, type Cell, type Column } from './table.js';

/** A socket, as `ss` shows it, with all that is known of it. */
export interface SocketRow extends SsRow {
  readonly socket: Socket;
  readonly inode: Fact<number>;
}

export const sockets: CheckpointTable<SocketRow> = {
  name: 'sockets',
  reads,
  describe: 'A socket with its ends and the processes that hold it.',
  columns: [
    ...ORIGIN,
    {
      name: 'netid',
      type: 'string',
      title: 'Netid',
      describe: "ss's name of the kind: tcp, udp, u_str, nl, p_raw ...",
      get: (row) => row.netid,
    },
    {
      name: 'state',
      type: 'string',
      title: 'State',
      describe: 'State as the kernel names it; text has the word of ss',
      get: ({ socket }) => ('state' in socket ? socket.state : undefined),
      text: (row) => told(row.state, '?'),
      optional: true,
    },
    {
      name: 'receive_queue_bytes',
      type: 'size',
      title: 'Recv-Q',
      describe: 'Received and not read by the program yet',
      get: (row) => row.receiveQueueBytes,
      text: (row) => told(row.receiveQueueBytes, '-'),
    },
    {
      name: 'send_queue_bytes',
      type: 'size',
      title: 'Send-Q',
      describe:
        'Written and not acknowledged or not read by the peer yet; text has the backlog of a listening socket here',
      get: ({ socket }) => socket.sendQueueBytes,
      text: (row) => told(row.sendQueueBytes, '-'),
    },
    {
      name: 'backlog',
      type: 'integer',
      describe: 'Length of the accept queue of a listening socket',
      get: ({ socket }) =>
        'backlog' in socket && socket.state === 'LISTEN' ? socket.backlog : undefined,
      shown: 'data',
      optional: true,
    },
    {
      name: 'local',
      type: 'string',
      title: 'Local Address:Port',
      describe: 'Own end: address and port, or name and inode',
      get: (row) => row.local,
    },
    {
      name: 'peer',
      type: 'string',
      title: 'Peer Address:Port',
      describe: 'The other end',
      get: (row) => row.peer,
    },
    rowsColumn<SocketRow, SocketProcess>({
      name: 'holders',
      title: 'Process',
      describe: 'Processes and their descriptors that lead to it',
      items: [pid, comm, fd],
      get: (row) => row.processes,
      text: processText,
    }),
    ...inetColumns(),
    {
      name: 'family',
      type: 'string',
      describe: 'Address family',
      get: ({ socket }) => familyOf(socket),
      shown: 'data',
    },
    {
      name: 'socket_type',
      type: 'string',
      describe: 'STREAM, DGRAM, SEQPACKET, RAW or PACKET',
      get: ({ socket }) => socket.socketType,
      shown: 'data',
    },
    {
      name: 'protocol',
      type: 'string',
      describe: 'TCP, UDP ...; of netlink ROUTE, KOBJECT_UEVENT ...',
      get: ({ socket }) => ('protocol' in socket ? socket.protocol : undefined),
      shown: 'data',
      optional: true,
    },
    {
      name: 'path',
      type: 'string',
      describe: 'Path or abstract name of a unix socket',
      get: ({ socket }) => (socket.type === 'UNIXSK' ? socket.name : undefined),
      shown: 'data',
      optional: true,
    },
    {
      name: 'peer_inode',
      type: 'integer',
      describe: 'Inode of the unix socket at the other end',
      get: ({ socket }) => (socket.type === 'UNIXSK' ? socket.peer?.inode : undefined),
      shown: 'data',
      optional: true,
    },
    { ...inode, shown: 'data' },
    {
      name: 'uid',
      type: 'integer',
      describe: 'Owner: that of its holders, since CRIU does not record it',
      get: ({ socket }) => socket.uid,
      shown: 'data',
    },
  ],
  rows(checkpoint) {
    return socketRows(socketsOf(checkpoint).sockets, readProcesses(checkpoint));
  },
};

/** @param processes whose names are told */
export function socketRows(
  found: readonly Socket[],
  processes: readonly Pick<Process, 'pid' | 'comm'>[],
): SocketRow[] {
  const shown = socketTable(found, processes);
  return found.flatMap((socket, index): SocketRow[] => {
    const row = shown[index];
    return row === undefined ? [] : [{ ...row, socket, inode: socket.inode }];
  });
}

/** Address and port apart, of internet sockets. */
function inetColumns(): Column<SocketRow>[] {
  return (['local', 'remote'] as const).flatMap((which): Column<SocketRow>[] => {
    const prefix = which === 'local' ? 'local' : 'peer';
    const words = which === 'local' ? 'Own' : "The peer's";
    const end = ({ socket }: SocketRow) => (socket.type === 'INETSK' ? socket[which] : undefined);
    const part = <T>(row: SocketRow, read: (endpoint: Endpoint) => T): Cell<T> => {
      const found = end(row);
      return found === undefined || isAbsent(found) ? found : read(found);
    };
    return [
      {
        name: `${prefix}_address`,
        type: 'string',
        describe: `${words} address`,
        get: (row) => part(row, ({ address }) => address),
        shown: 'data',
        optional: true,
      },
      {
        name: `${prefix}_port`,
        type: 'integer',
        describe: `${words} port`,
        get: (row) => part(row, ({ port }) => port),
        shown: 'data',
        optional: true,
      },
    ];
  });
}

function familyOf(socket: Socket): Fact<string> {
  switch (socket.type) {
    case 'INETSK':
      return socket.family;
    case 'UNIXSK':
      return 'UNIX';
    case 'NETLINKSK':
      return 'NETLINK';
    case 'PACKETSK':
      return 'PACKET';
  }
}

/** `users:(("comm",pid=7,fd=3))` */
function processText({ processes }: SocketRow): string {
  if (processes.length === 0) return '';
  const users = processes.map(
    (each) => `("${told(each.comm, '?')}",pid=${each.pid},fd=${each.fd})`,
  );
  return `users:(${users.join(',')})`;
}

function told(value: Fact<string | number>, otherwise: string): string {
  return isAbsent(value) ? otherwise : String(value);
}
