import type { ProcessSockets } from '../analysis/explore-sockets.js';
import { isAbsent, type Fact } from '../model/absent.js';
import { bufferText } from './byte-size.js';

type Socket = ProcessSockets['sockets'][number]['socket'];

/** `crit x sk`: the keys that CRIU's crit of Go has; those of which nothing is known are left out. */
export function socketsJson({ pid, sockets }: ProcessSockets): object {
  return {
    pid,
    sockets: sockets.map(({ fd, socket }) => ({
      fd,
      fd_type: socket.type,
      family: familyOf(socket),
      type: known(socket.socketType),
      ...addressesOf(socket),
      send_buf: bufferOf(socket.sendBufferBytes),
      recv_buf: bufferOf(socket.receiveBufferBytes),
    })),
  };
}

function familyOf(socket: Socket): string | undefined {
  switch (socket.type) {
    case 'INETSK': {
      const family = known(socket.family);
      return family === undefined ? undefined : family === 'INET' ? 'IPV4' : 'IPV6';
    }
    case 'UNIXSK':
      return 'UNIX';
    case 'NETLINKSK':
      return 'NETLINK';
    case 'PACKETSK':
      return 'PACKET';
  }
}

function addressesOf(socket: Socket): object {
  switch (socket.type) {
    case 'INETSK': {
      const [local, remote] = [known(socket.local), known(socket.remote)];
      return {
        protocol: known(socket.protocol),
        state: known(socket.state),
        src_addr: local?.address,
        src_port: local?.port,
        dest_addr: remote?.address,
        dest_port: remote?.port,
      };
    }
    case 'UNIXSK':
      return { state: known(socket.state), src_addr: socket.name };
    case 'NETLINKSK':
    case 'PACKETSK':
      return {};
  }
}

function bufferOf(bytes: Fact<number>): string | undefined {
  return isAbsent(bytes) ? undefined : bufferText(bytes);
}

function known<T>(fact: Fact<T>): T | undefined {
  return isAbsent(fact) ? undefined : fact;
}
