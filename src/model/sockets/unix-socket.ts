import { decodeText } from '../../bytes/text.js';
import type { UnixSkEntry } from '../../criu/messages.generated.js';
import { absent, type Absent } from '../absent.js';
import type { FileContext } from '../descriptors/file-context.js';
import { FILE_KINDS } from '../file-table.js';
import { stateName } from './names.js';
import type { UnixPeer, UnixSocket } from './socket.js';
import { acceptQueue, MISSING, queuesBySocket, shutdownOf, socketFacts } from './socket-facts.js';

export function readUnixSocket(context: FileContext, id: number): UnixSocket | undefined {
  const entry = context.files.find('UNIXSK', id);
  if (entry === undefined) return undefined;
  const { name_dir, file_perms, state } = entry;
  const peer = peerOf(context, entry.peer ?? 0);
  return {
    type: 'UNIXSK',
    ...socketFacts(context, 'UNIXSK', id, entry),
    state: state === undefined ? absent(MISSING) : stateName(state),
    name: nameOf(entry),
    ...(name_dir !== undefined && { directory: name_dir }),
    deleted: entry.deleted === true,
    ...(file_perms !== undefined && {
      file: { mode: file_perms.mode ?? 0, uid: file_perms.uid ?? 0, gid: file_perms.gid ?? 0 },
    }),
    peer,
    ...acceptQueue(entry),
    shutdown: shutdownOf(entry.shutdown),
    filesInFlight: context.index(queuesBySocket).get(id)?.filesInFlight ?? [],
    senders: context.index(queuesBySocket).get(id)?.senders ?? [],
    receiveQueueBytes: unreadBytes(context, id),
    sendQueueBytes: sentBytes(context, entry, peer),
  };
}

/** unix_sk_entry.name: a path ends in a NUL; an abstract name begins with one and may hold others. */
function nameOf({ name }: UnixSkEntry): string | undefined {
  if (name === undefined || name.length === 0) return undefined;
  if (name[0] === 0) return `@${decodeText(name.subarray(1))}`;
  const end = name.indexOf(0);
  return decodeText(end === -1 ? name : name.subarray(0, end));
}

function peerOf(context: FileContext, inode: number): UnixPeer | undefined {
  if (inode === 0) return undefined;
  const id = context.index(idsByInode).get(inode);
  if (id === undefined) {
    const reason = 'the peer is not in the checkpoint';
    return { inode, id: absent(reason), name: undefined, holders: [] };
  }
  const holders = context.tables.holders(FILE_KINDS.UNIXSK.type, id);
  return { inode, id, name: nameOf(context.files.find('UNIXSK', id) ?? {}), holders };
}

function idsByInode({ files }: FileContext): ReadonlyMap<number, number> {
  const sockets = [...files.all('UNIXSK')].reverse();
  return new Map(sockets.map(([id, { ino }]) => [ino ?? 0, id]));
}

/** A queue without messages has no entry in sk-queues.img. */
function unreadBytes(context: FileContext, id: number): number | Absent {
  const bytes = context.index(queuesBySocket).get(id)?.bytes;
  if (bytes !== undefined) return bytes;
  const damage = context.images.damageOf('sk-queues.img');
  return damage === undefined ? 0 : absent(damage);
}

/** What was written waits in the peer's queue, which tells no more of who wrote it. */
function sentBytes(
  context: FileContext,
  { ino }: UnixSkEntry,
  peer: UnixPeer | undefined,
): number | Absent {
  if (peer === undefined) return 0;
  if (typeof peer.id !== 'number') return peer.id;
  const answersTo = context.files.find('UNIXSK', peer.id)?.peer;
  if (answersTo !== ino) return absent('others may have written to the same queue');
  return unreadBytes(context, peer.id);
}
