import { describeSocket } from '../../model/describe/describe-socket.js';
import type { HeldSocket, ProcessSockets } from '../../analysis/inspection/process-details.js';
import { isAbsent, type Fact } from '../../model/absent.js';
import { bufferText } from '../byte-size.js';
import { jsonFields } from '../dialect.js';
import { withFewHolders } from './few.js';

/** The sockets of a process; undefined for one that has none, as checkpointctl leaves it out. */
export function socketsJson(pid: number, sockets: ProcessSockets): object | undefined {
  if (isAbsent(sockets)) return { pid, ...jsonFields({ openSockets: sockets }) };
  return sockets.length === 0 ? undefined : { pid, open_sockets: sockets.map(socketJson) };
}

/** `protocol` and `data` are as checkpointctl has them; the other keys are all that is known. */
function socketJson({ fd, socket }: HeldSocket): object {
  if (socket.type === 'UNKNOWN') {
    const { id, kind, absent: reason } = socket;
    return { fd, type: isAbsent(kind) ? null : kind, id, absent: { data: reason }, data: null };
  }
  // A UNIX socket has none; those of packet and netlink sockets are no protocols of IP.
  const protocol = 'protocol' in socket ? socket.protocol : undefined;
  return {
    protocol: socket.type === 'INETSK' ? known(socket.protocol) : undefined,
    data: dataOf(socket),
    fd,
    text: describeSocket(socket),
    ...jsonFields(withFewHolders({ ...socket, socketProtocol: protocol }), ['protocol']),
  };
}

type Socket = Exclude<HeldSocket['socket'], { type: 'UNKNOWN' }>;

/** Keys that checkpointctl has for a socket; each of them only of sockets that have such a thing. */
export interface SocketData {
  readonly type?: string | undefined;
  readonly address?: string | undefined;
  readonly state?: string | undefined;
  readonly src?: string | undefined;
  readonly src_port?: number | undefined;
  readonly dst?: string | undefined;
  readonly dst_port?: number | undefined;
  readonly send_buf?: string | undefined;
  readonly recv_buf?: string | undefined;
}

/** In the words of checkpointctl. */
export function dataOf(socket: Socket): SocketData {
  const buffers = {
    send_buf: buffer(socket.sendBufferBytes),
    recv_buf: buffer(socket.receiveBufferBytes),
  };
  switch (socket.type) {
    case 'INETSK': {
      const [local, remote] = [known(socket.local), known(socket.remote)];
      return {
        type: known(socket.protocol),
        state: known(socket.state),
        src: local?.address,
        src_port: local?.port,
        dst: remote?.address,
        dst_port: remote?.port,
        ...buffers,
      };
    }
    case 'UNIXSK':
      return { type: 'UNIX', address: socket.name, state: known(socket.state), ...buffers };
    case 'NETLINKSK':
    case 'PACKETSK':
      return buffers;
  }
}

function known<T>(fact: Fact<T>): T | undefined {
  return isAbsent(fact) ? undefined : fact;
}

function buffer(bytes: Fact<number>): string | undefined {
  return isAbsent(bytes) ? undefined : bufferText(bytes);
}
