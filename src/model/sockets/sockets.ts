import type { FileContext } from '../descriptors/file-context.js';
import type { FileKind } from '../file-table.js';
import { readInetSocket } from './inet-socket.js';
import { readNetlinkSocket } from './netlink-socket.js';
import { readPacketSocket } from './packet-socket.js';
import type { Socket } from './socket.js';
import { readUnixSocket } from './unix-socket.js';

const READERS = {
  INETSK: readInetSocket,
  UNIXSK: readUnixSocket,
  NETLINKSK: readNetlinkSocket,
  PACKETSK: readPacketSocket,
} as const satisfies Partial<Record<FileKind, unknown>>;

export type SocketKind = keyof typeof READERS;

const KINDS: readonly SocketKind[] = ['INETSK', 'UNIXSK', 'NETLINKSK', 'PACKETSK'];

/** Every socket of the checkpoint, whether a process holds it or it is in flight between two. */
export function readSockets(context: FileContext): Socket[] {
  return KINDS.flatMap((kind) =>
    [...context.files.all(kind).keys()]
      .map((id) => readSocket(context, kind, id))
      .filter((socket) => socket !== undefined),
  );
}

/** One socket; undefined when the images have none with this id. */
export function readSocket(context: FileContext, kind: SocketKind, id: number): Socket | undefined {
  return context.index(readOnce).get(kind, id);
}

/** Sockets by kind and id, each made once, so that descriptors which share one share the object. */
class SocketTable {
  private readonly known = new Map<string, Socket | undefined>();

  constructor(private readonly context: FileContext) {}

  get(kind: SocketKind, id: number): Socket | undefined {
    const key = `${kind} ${id}`;
    if (!this.known.has(key)) this.known.set(key, READERS[kind](this.context, id));
    return this.known.get(key);
  }
}

function readOnce(context: FileContext): SocketTable {
  return new SocketTable(context);
}
