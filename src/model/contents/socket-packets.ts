import type { SkPacketEntry } from '../../criu/messages.generated.js';
import { isAbsent } from '../absent.js';
import type { FileContext } from '../descriptors/file-context.js';
import type { Socket, UnixSocket } from '../sockets/socket.js';
import { readSocket, type SocketKind } from '../sockets/sockets.js';
import { describeSocket } from '../describe/describe-socket.js';
import { payloadStart, placeIn } from './image-place.js';
import type { ContentPlace } from './place.js';
import type { PlaceContext } from './place-context.js';

const IMAGE = 'sk-queues.img';

/** What waits in sockets of the host itself. Each packet is a place: a message is a message. */
export function* packetPlaces(context: PlaceContext): Generator<ContentPlace> {
  const counts = new Map<number, number>();
  for (const entry of context.images.entries(IMAGE)) {
    const { id_for = 0 } = entry.message as SkPacketEntry;
    const number = (counts.get(id_for) ?? 0) + 1;
    counts.set(id_for, number);
    if (entry.payload.kind !== 'bytes') continue;
    const place = placeIn(context, IMAGE, payloadStart(entry), entry.payload.bytes.size);
    if (place === undefined) continue;
    const socket = findSocket(context.files, id_for);
    const name = `${nameOf(socket, id_for)} packet ${number}`;
    yield { ...place, name, holders: socket?.holders ?? [] };
  }
}

/** Unix sockets have such queues, and netlink sockets may have. */
const KINDS: readonly SocketKind[] = ['UNIXSK', 'NETLINKSK', 'PACKETSK', 'INETSK'];

function findSocket(context: FileContext, id: number): Socket | undefined {
  for (const kind of KINDS) {
    const socket = readSocket(context, kind, id);
    if (socket !== undefined) return socket;
  }
  return undefined;
}

function nameOf(socket: Socket | undefined, id: number): string {
  if (socket === undefined) return `socket with id ${id}`;
  return socket.type === 'UNIXSK' ? unixName(socket) : describeSocket(socket);
}

function unixName({ name, directory, inode, id, peer }: UnixSocket): string {
  const relative = name !== undefined && directory !== undefined && !/^[/@]/.test(name);
  const path = relative ? `${directory}/${name}` : name;
  const self = path ?? (isAbsent(inode) ? `with id ${id}` : String(inode));
  return `unix socket ${self}${peer === undefined ? '' : ` (peer ${peer.name ?? peer.inode})`}`;
}
