import { addressBytes } from '../../formats/pcapng/ip-address.js';
import { tcpPacket, udpPacket, type PacketEnd } from '../../formats/pcapng/ip-packet.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import type { SkPacketEntry } from '../../criu/messages.generated.js';
import { isAbsent } from '../../model/absent.js';
import { fileContextOf } from '../../model/descriptors/file-context.js';
import type { Endpoint } from '../../model/sockets/endpoint.js';
import type { InetSocket } from '../../model/sockets/socket.js';
import { readSocket } from '../../model/sockets/sockets.js';
import { tcpStreamImage } from '../../model/sockets/tcp-stream.js';
import type { RecoverContext } from './recovered.js';

/** What waited in a socket, as the packet that it came in or would have gone out in. */
export interface QueuedPacket {
  readonly pids: readonly number[];
  readonly bytes: () => Uint8Array;
  readonly comment: string;
}

/** Bytes of a queue in one packet. */
const SEGMENT = 16 * 1024;

/** Longest datagram (RFC 768) that IPv4 has room for. */
const MAX_DATAGRAM = 65_507;

/** @param split queues into packets; otherwise a queue counts as one */
export function* queuedPackets(
  { view, wants }: RecoverContext,
  split: boolean,
): Generator<QueuedPacket> {
  const files = fileContextOf(view.checkpoint);
  const { images } = view.checkpoint;
  const streams = new Map<string, { readonly socket: InetSocket; readonly queues: Queues }>();
  for (const [id, { ino = 0 }] of files.files.all('INETSK')) {
    const socket = readSocket(files, 'INETSK', id);
    const image = tcpStreamImage(ino);
    if (socket?.type !== 'INETSK' || streams.has(image) || !images.has(image)) continue;
    if (!wants(pidsOf(socket))) continue;
    for (const { payload } of images.entries(image)) {
      if (payload.kind === 'queues') streams.set(image, { socket, queues: payload });
    }
  }
  // What one end has received comes before what the other has still to send: readers leave out what is out of order.
  for (const queue of ['receive', 'send'] as const) {
    for (const [image, { socket, queues }] of streams) {
      yield* streamPackets(socket, queues, queue, image, split);
    }
  }
  for (const { message, payload } of images.entries('sk-queues.img')) {
    const { id_for = 0 } = message as SkPacketEntry;
    if (payload.kind !== 'bytes' || files.files.unixSocket(id_for) !== undefined) continue;
    const socket = readSocket(files, 'INETSK', id_for);
    if (socket?.type !== 'INETSK' || socket.protocol !== 'UDP' || !wants(pidsOf(socket))) continue;
    const { bytes } = payload;
    const packet = datagram(socket, bytes);
    if (packet !== undefined && bytes.size <= MAX_DATAGRAM) yield packet;
  }
}

interface Queues {
  readonly receive: ByteSource;
  readonly send: ByteSource;
}

/** States in which a FIN was received, or sent: it takes a sequence number (RFC 9293). */
const FIN_RECEIVED = ['CLOSE_WAIT', 'LAST_ACK', 'CLOSING'];
const FIN_SENT = ['FIN_WAIT1', 'FIN_WAIT2', 'LAST_ACK', 'CLOSING'];

/** tcp_stream_entry.inq_seq and outq_seq are the numbers behind each queue. */
function* streamPackets(
  socket: InetSocket,
  { receive, send }: Queues,
  queue: keyof Queues,
  image: string,
  split: boolean,
): Generator<QueuedPacket> {
  const { local, remote, stream, state } = socket;
  const ends = endsOf(local, remote);
  if (ends === undefined || isAbsent(stream)) return;
  const { receiveSequence, sendSequence } = stream;
  if (isAbsent(receiveSequence) || isAbsent(sendSequence)) return;
  const hasState = (states: readonly string[]) => !isAbsent(state) && states.includes(state);
  const received = receiveSequence - (hasState(FIN_RECEIVED) ? 1 : 0);
  const sent = sendSequence - (hasState(FIN_SENT) ? 1 : 0);
  const pids = pidsOf(socket);
  const { source, packet } = {
    receive: {
      source: receive,
      packet: (at: number, data: Uint8Array) =>
        tcpPacket(
          ends.remote,
          ends.local,
          { sequence: received - receive.size + at, acknowledged: sent - send.size },
          data,
        ),
    },
    send: {
      source: send,
      packet: (at: number, data: Uint8Array) =>
        tcpPacket(
          ends.local,
          ends.remote,
          { sequence: sent - send.size + at, acknowledged: received },
          data,
        ),
    },
  }[queue];
  for (let at = 0; at < source.size; at += SEGMENT) {
    const length = Math.min(SEGMENT, source.size - at);
    const comment = `${queue} queue of ${image}, offset ${at}, of process ${pids.join(', ')}`;
    yield { pids, comment, bytes: () => packet(at, source.read(at, length)) };
    if (!split) break;
  }
}

/** CRIU does not record who sent it: of a connected socket it was the peer. */
function datagram(socket: InetSocket, source: ByteSource): QueuedPacket | undefined {
  const { local, remote } = socket;
  const known = endsOf(local, remote);
  const self = isAbsent(local) ? undefined : addressBytes(local.address);
  if (self === undefined || isAbsent(local)) return undefined;
  const nobody = { address: new Uint8Array(self.length), port: 0 };
  const from = known === undefined || known.remote.port === 0 ? nobody : known.remote;
  const to = { address: self, port: local.port };
  const pids = pidsOf(socket);
  const sender = from === nobody ? ', whose sender is not recorded' : '';
  return {
    pids,
    comment: `datagram in the receive queue of process ${pids.join(', ')}${sender}`,
    bytes: () => udpPacket(from, to, source.read(0, source.size)),
  };
}

function endsOf(
  local: InetSocket['local'],
  remote: InetSocket['remote'],
): { readonly local: PacketEnd; readonly remote: PacketEnd } | undefined {
  if (isAbsent(local) || isAbsent(remote)) return undefined;
  const [a, b] = [endOf(local), endOf(remote)];
  if (a === undefined || b?.address.length !== a.address.length) return undefined;
  return { local: a, remote: b };
}

function endOf({ address, port }: Endpoint): PacketEnd | undefined {
  const bytes = addressBytes(address);
  return bytes && { address: bytes, port };
}

function pidsOf({ holders }: InetSocket): number[] {
  return [...new Set(holders.map(({ pid }) => pid))];
}
