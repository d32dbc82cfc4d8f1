import { isAbsent } from '../absent.js';
import type { FileContext } from '../descriptors/file-context.js';
import type { InetSocket } from '../sockets/socket.js';
import { readSocket } from '../sockets/sockets.js';
import { payloadStart, placeIn } from './image-place.js';
import type { ContentPlace } from './place.js';
import type { PlaceContext } from './place-context.js';

/** Both queues of TCP connections: tcp-stream-INODE.img, the inode in hex. */
export function* tcpPlaces(context: PlaceContext): Generator<ContentPlace> {
  const inodes = context
    .namesBelow(context.checkpoint.imagePrefix)
    .map((name) => /^tcp-stream-([0-9a-f]{1,13})\.img$/.exec(name)?.[1])
    .filter((inode) => inode !== undefined);
  for (const inode of inodes) yield* streamPlaces(context, inode);
}

function* streamPlaces(context: PlaceContext, hexInode: string): Generator<ContentPlace> {
  const image = `tcp-stream-${hexInode}.img`;
  for (const entry of context.images.entries(image)) {
    if (entry.payload.kind !== 'queues') continue;
    const { receive, send } = entry.payload;
    const start = payloadStart(entry);
    const queues = [
      { queue: 'receive queue', place: placeIn(context, image, start, receive.size) },
      { queue: 'send queue', place: placeIn(context, image, start + receive.size, send.size) },
    ];
    for (const { queue, place } of queues) {
      if (place === undefined) continue;
      const inode = Number.parseInt(hexInode, 16);
      const socket = context.files.index(connections).byInode.get(inode);
      const end = (socket && endText(context.files, socket)) ?? String(inode);
      yield { ...place, name: `tcp-stream ${end} ${queue}`, holders: socket?.holders ?? [] };
    }
  }
}

/** The own end, and that of the peer where others have the same; undefined where it is not known. */
function endText(context: FileContext, { local, remote, state }: InetSocket): string | undefined {
  if (isAbsent(local) || state === 'LISTEN') return undefined;
  const alone = context.index(connections).countByLocal.get(local.text) === 1;
  return alone || isAbsent(remote) ? local.text : `${local.text} -> ${remote.text}`;
}

interface Connections {
  /** TCP sockets by inet_sk_entry.ino. */
  readonly byInode: ReadonlyMap<number, InetSocket>;
  /** How many connections have the own end in common, as those that a server has accepted. */
  readonly countByLocal: ReadonlyMap<string, number>;
}

function connections(context: FileContext): Connections {
  const byInode = new Map<number, InetSocket>();
  const countByLocal = new Map<string, number>();
  for (const [id, { ino }] of context.files.all('INETSK')) {
    const socket = readSocket(context, 'INETSK', id);
    if (ino === undefined || socket?.type !== 'INETSK' || byInode.has(ino)) continue;
    byInode.set(ino, socket);
    const { local, state } = socket;
    if (socket.protocol !== 'TCP' || isAbsent(local) || state === 'LISTEN') continue;
    countByLocal.set(local.text, (countByLocal.get(local.text) ?? 0) + 1);
  }
  return { byInode, countByLocal };
}
