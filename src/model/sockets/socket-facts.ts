import type { FownEntry, SkOptsEntry, SkPacketEntry } from '../../criu/messages.generated.js';
import { absent, isAbsent, known, type Absent } from '../absent.js';
import type { Holder } from '../descriptors/descriptor-tables.js';
import { signalOwner, type FileContext } from '../descriptors/file-context.js';
import { FILE_KINDS } from '../file-table.js';
import { groupBy } from '../group-by.js';
import { socketTypeName } from './names.js';
import { socketOptions } from './options.js';
import type { Sender, Shutdown, SocketFacts } from './socket.js';

interface CommonEntry {
  readonly type?: number;
  readonly ino?: number;
  readonly flags?: number;
  readonly ns_id?: number;
  readonly fown?: FownEntry;
  readonly opts?: SkOptsEntry;
}

export const MISSING = 'the entry of the socket does not tell';

/** What the entries of all families tell. Its queues are those of sk-queues.img. */
export function socketFacts(
  context: FileContext,
  kind: 'INETSK' | 'UNIXSK' | 'NETLINKSK' | 'PACKETSK',
  id: number,
  entry: CommonEntry,
): SocketFacts {
  const holders = context.tables.holders(FILE_KINDS[kind].type, id);
  const owner = signalOwner(context, entry.fown);
  const notRecorded = absent('CRIU does not record it for this kind of socket');
  return {
    id,
    socketType:
      entry.type === undefined ? absent(MISSING) : socketTypeName(entry.type, context.mtype),
    inode: known(entry.ino, 'CRIU does not record it for this kind of socket'),
    flags: known(entry.flags, MISSING),
    holders,
    uid: ownerOf(context, holders),
    sendBufferBytes: known(entry.opts?.so_sndbuf, MISSING),
    receiveBufferBytes: known(entry.opts?.so_rcvbuf, MISSING),
    options: socketOptions(entry.opts ?? {}),
    receiveQueueBytes: context.index(queuesBySocket).get(id)?.bytes ?? notRecorded,
    sendQueueBytes: notRecorded,
    namespaceId: known(entry.ns_id, 'CRIU did not record it'),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}

/** inet_sk_entry.state, unix_sk_entry.state (TCP_LISTEN of the kernel). */
const STATE_LISTEN = 10;

/** For other states the kernel gives CRIU the bytes that wait to be sent in the same place (sock_diag). */
export function acceptQueue({ state, backlog }: { state?: number; backlog?: number }): {
  readonly backlog?: number | Absent;
} {
  return state === STATE_LISTEN ? { backlog: known(backlog, MISSING) } : {};
}

export function shutdownOf(value: number | undefined): Shutdown {
  return (['none', 'read', 'write', 'both'] as const)[value ?? 0] ?? 'none';
}

/** Messages that wait in a socket, of sk-queues.img. */
export interface SocketQueue {
  readonly bytes: number;
  readonly filesInFlight: readonly number[];
  readonly senders: readonly Sender[];
}

/** By the socket's id: sk_packet_entry.id_for. */
export function queuesBySocket({ images }: FileContext): ReadonlyMap<number, SocketQueue> {
  const groups = groupBy(
    images.messages('sk-queues.img', 'sk_packet_entry'),
    ({ id_for }) => id_for ?? 0,
  );
  return new Map(
    [...groups].map(([id, packets]) => [
      id,
      {
        bytes: packets.reduce((sum, { length }) => sum + (length ?? 0), 0),
        filesInFlight: packets.flatMap(({ scm }) =>
          (scm ?? []).flatMap(({ rights }) => rights ?? []),
        ),
        senders: distinctSenders(packets),
      },
    ]),
  );
}

function distinctSenders(packets: readonly Partial<SkPacketEntry>[]): Sender[] {
  const senders = packets.flatMap(({ ucred }): [string, Sender][] => {
    if (ucred === undefined) return [];
    const { pid = 0, uid = 0, gid = 0 } = ucred;
    return [[`${pid} ${uid} ${gid}`, { pid, uid, gid }]];
  });
  return [...new Map(senders).values()];
}

/** A socket belongs to the effective user id of who made it, most often still that of its holders. */
function ownerOf(context: FileContext, holders: readonly Holder[]): number | Absent {
  const ids = context.index(effectiveIds);
  const found = new Set(holders.map(({ pid }) => ids.get(pid)));
  const [only] = found;
  if (found.size === 0) return absent('CRIU does not record it, and no process holds the socket');
  if (found.size > 1) return absent('CRIU does not record it, and its holders differ');
  return known(only, 'CRIU does not record it, and the ids of its holder are not known');
}

/** thread_core_entry.creds, or creds-PID.img of old images. */
function effectiveIds({ images, processes }: FileContext): ReadonlyMap<number, number> {
  const ids = new Map<number, number>();
  for (const { pid, core } of processes) {
    const inCore = isAbsent(core) ? undefined : core.thread_core?.creds;
    const creds = inCore ?? images.find(`creds-${pid}.img`, 'creds_entry');
    if (creds?.euid !== undefined) ids.set(pid, creds.euid);
  }
  return ids;
}
