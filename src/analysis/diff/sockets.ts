import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { describeSocket } from '../../model/describe/describe-socket.js';
import { fileContextOf } from '../../model/descriptors/file-context.js';
import type { Socket } from '../../model/sockets/socket.js';
import { readSockets } from '../../model/sockets/sockets.js';
import { type Change, joinChanges, type SectionChanges } from './change.js';
import { compareFacts } from './compare-facts.js';
import { factTexts } from './fact-texts.js';
import type { Side } from './side.js';
import { addTo } from '../../model/group-by.js';

/** Sockets of both sides, and which of them are one. */
export interface PairedSockets {
  readonly both: readonly { readonly before: Socket; readonly after: Socket }[];
  readonly gone: readonly Socket[];
  readonly added: readonly Socket[];
}

/** By the kernel's number; after a restore, which gives other numbers, by their ends and who holds them. */
export function pairSockets(before: Side, after: Side): PairedSockets {
  const [were, are] = [before, after].map(({ checkpoint }) =>
    readSockets(fileContextOf(checkpoint)),
  );
  const pairs = new Map<Socket, Socket>();
  const used = new Set<Socket>();
  for (const keyOf of [inodeKey, endsKey]) {
    const free = new Map<string, Socket[]>();
    for (const socket of were ?? []) {
      const key = used.has(socket) ? undefined : keyOf(socket);
      if (key !== undefined) addTo(free, key, socket);
    }
    for (const socket of are ?? []) {
      if (pairs.has(socket)) continue;
      const was = free.get(keyOf(socket) ?? '')?.shift();
      if (was === undefined) continue;
      pairs.set(socket, was);
      used.add(was);
    }
  }
  return {
    both: [...pairs].map(([is, was]) => ({ before: was, after: is })),
    gone: (were ?? []).filter((socket) => !used.has(socket)),
    added: (are ?? []).filter((socket) => !pairs.has(socket)),
  };
}

function inodeKey(socket: Socket): string | undefined {
  const { type, inode, socketType } = socket;
  return isAbsent(inode) ? undefined : [type, inode, known(socketType)].join(' ');
}

function endsKey(socket: Socket): string {
  const holders = socket.holders.map(({ pid, fd }) => `${pid}/${fd}`);
  return [nameOf(socket, false), known(socket.socketType), ...holders].join(' ');
}

/** Sockets that are new and gone, and what changed of those that are there: state, ends, queues, options. */
export function socketChanges({ both, gone, added }: PairedSockets): SectionChanges {
  const whole = (socket: Socket, kind: '+' | '-'): Change => ({
    ...placeOf(socket),
    kind,
    what: 'socket',
    ...(kind === '+' ? { after: describeSocket(socket) } : { before: describeSocket(socket) }),
  });
  return joinChanges([
    { changes: gone.map((socket) => whole(socket, '-')), unknown: [] },
    { changes: added.map((socket) => whole(socket, '+')), unknown: [] },
    ...both.map(({ before, after }) =>
      compareFacts(factTexts(settingsOf(before)), factTexts(settingsOf(after)), {
        ...placeOf(after),
        what: nameOf(before, true),
      }),
    ),
  ]);
}

function placeOf({ holders: [holder] }: Socket): Pick<Change, 'section' | 'pid'> {
  return { section: 'sockets', ...(holder !== undefined && { pid: holder.pid }) };
}

/** Who holds it is told of the descriptors. */
function settingsOf(socket: Socket): Record<string, unknown> {
  const { options, ...facts } = socket;
  return {
    ...endsOf(socket),
    state: 'state' in facts ? stateOf(facts) : undefined,
    'bytes received and unread': facts.receiveQueueBytes,
    'bytes sent and not taken': facts.sendQueueBytes,
    'send buffer': facts.sendBufferBytes,
    'receive buffer': facts.receiveBufferBytes,
    'shut down': 'shutdown' in facts ? facts.shutdown : undefined,
    option: new Map(options.map(({ name, value }) => [name, String(value)])),
  };
}

/** Only a socket that listens has an accept queue. */
function stateOf({
  state,
  backlog,
}: {
  readonly state: Fact<string>;
  readonly backlog?: Fact<number>;
}): Fact<string> {
  if (backlog === undefined || isAbsent(backlog)) return state;
  return mapFact(state, (name) => `${name}, accept queue of ${backlog}`);
}

function endsOf(socket: Socket): Record<string, unknown> {
  switch (socket.type) {
    case 'INETSK':
      return { local: endText(socket.local), peer: endText(socket.remote) };
    case 'UNIXSK':
      return {
        name: socket.name ?? 'none',
        deleted: socket.deleted,
        'connected to': socket.peer !== undefined,
        'files in flight': socket.filesInFlight.length,
      };
    case 'NETLINKSK':
      return { port: socket.portId, peer: socket.peerPortId, groups: socket.groups.join(' ') };
    case 'PACKETSK':
      return {
        device: isAbsent(socket.interfaceName) ? socket.interfaceIndex : socket.interfaceName,
        membership: socket.memberships
          .map(({ kind, address, interfaceIndex }) =>
            `${kind} ${address} on ${interfaceIndex}`.trim(),
          )
          .join(', '),
      };
  }
}

function endText(end: Fact<{ readonly text: string }>): Fact<string> {
  return isAbsent(end) ? end : end.text;
}

/** What a socket is called, whatever state it is in. */
export function nameOf(socket: Socket, withInode: boolean): string {
  const { socketType } = socket;
  switch (socket.type) {
    case 'INETSK': {
      const { protocol, local, remote } = socket;
      const peer = !isAbsent(remote) && remote.port !== 0 ? ` -> ${remote.text}` : '';
      return `${known(protocol).toLowerCase()} ${known(endText(local))}${peer}`;
    }
    case 'UNIXSK': {
      const inode = withInode ? ` [${known(socket.inode)}]` : '';
      return `unix ${known(socketType).toLowerCase()}${socket.name === undefined ? inode : ` ${socket.name}`}`;
    }
    case 'NETLINKSK':
      return `netlink ${known(socket.protocol)} port ${known(socket.portId)}`;
    case 'PACKETSK':
      return `packet ${known(socketType).toLowerCase()} ${known(socket.protocol)}`;
  }
}

function known(fact: Fact<string | number>): string {
  return isAbsent(fact) ? '?' : String(fact);
}
