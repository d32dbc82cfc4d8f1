import type { InetSkEntry } from '../../criu/messages.generated.js';
import { absent, isAbsent, type Absent } from '../absent.js';
import type { FileContext } from '../descriptors/file-context.js';
import { readEndpoint } from './endpoint.js';
import { ipProtocolName, stateName } from './names.js';
import { inetOptions } from './options.js';
import type { InetSocket, SocketFacts } from './socket.js';
import { acceptQueue, MISSING, shutdownOf, socketFacts } from './socket-facts.js';
import { readTcpStream, tcpStreamImage, type TcpStream } from './tcp-stream.js';

const FAMILY_INET6 = 10;
const PROTOCOL_TCP = 6;
const STATE_CLOSE = 7;
const STATE_LISTEN = 10;

export function readInetSocket(context: FileContext, id: number): InetSocket | undefined {
  const entry = context.files.find('INETSK', id);
  if (entry === undefined) return undefined;
  const { family, proto, state, ifname } = entry;
  const bigEndian = context.images.bigEndian();
  const facts = socketFacts(context, 'INETSK', id, entry);
  const stream = streamOf(context, entry);
  return {
    type: 'INETSK',
    ...facts,
    family: family === 2 ? 'INET' : family === FAMILY_INET6 ? 'INET6' : absent(MISSING),
    protocol: proto === undefined ? absent(MISSING) : ipProtocolName(proto),
    state: state === undefined ? absent(MISSING) : stateName(state),
    local: readEndpoint(family, entry.src_addr, entry.src_port, ifname, bigEndian),
    remote: readEndpoint(family, entry.dst_addr, entry.dst_port, ifname, bigEndian),
    ...(family === FAMILY_INET6 && { v6Only: entry.v6only === true }),
    ...acceptQueue(entry),
    shutdown: shutdownOf(entry.shutdown),
    options: withoutTwins([...facts.options, ...inetOptions(entry), ...streamOptions(stream)]),
    stream,
    ...queues(entry, stream, facts),
  };
}

/** CRIU writes it for connections only. */
function streamOf({ images }: FileContext, entry: InetSkEntry): TcpStream | Absent {
  if (entry.proto !== PROTOCOL_TCP) return absent('it is not a TCP socket');
  if (!isConnected(entry)) return absent('it is not connected');
  if (entry.ino === undefined) return absent('the inode, which names its image, is not known');
  return readTcpStream(images, entry.ino) ?? absent(images.whyNot(tcpStreamImage(entry.ino)));
}

function queues(
  entry: InetSkEntry,
  stream: TcpStream | Absent,
  facts: SocketFacts,
): Pick<SocketFacts, 'receiveQueueBytes' | 'sendQueueBytes'> {
  if (entry.proto === PROTOCOL_TCP) {
    if (!isConnected(entry)) return { receiveQueueBytes: 0, sendQueueBytes: 0 };
    if (isAbsent(stream)) return { receiveQueueBytes: stream, sendQueueBytes: stream };
    const { receiveQueueBytes, sendQueueBytes } = stream;
    return { receiveQueueBytes, sendQueueBytes };
  }
  // A dump fails while datagrams wait to be sent, and drops those that wait to be read.
  const dropped = absent('CRIU drops datagrams that were not read yet');
  const receiveQueueBytes = isAbsent(facts.receiveQueueBytes) ? dropped : facts.receiveQueueBytes;
  return { receiveQueueBytes, sendQueueBytes: 0 };
}

function isConnected({ state }: InetSkEntry): boolean {
  return state !== STATE_CLOSE && state !== STATE_LISTEN;
}

/** Before tcp_opts_entry the two stood in the stream's image. */
function streamOptions(stream: TcpStream | Absent): InetSocket['options'] {
  if (isAbsent(stream)) return [];
  return [
    ...(stream.nodelay ? [{ name: 'TCP_NODELAY', value: true }] : []),
    ...(stream.cork ? [{ name: 'TCP_CORK', value: true }] : []),
  ];
}

/** Images of some versions tell an option in two places. */
function withoutTwins(options: InetSocket['options']): InetSocket['options'] {
  return [...new Map(options.map((option) => [option.name, option])).values()];
}
