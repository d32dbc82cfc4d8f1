import type {
  HeldFiles,
  UpstreamFacts,
  UpstreamOptions,
  UpstreamSide,
} from '../../analysis/diff/upstream-facts.js';
import { heldSockets } from '../../analysis/inspection/process-details.js';
import { isAbsent } from '../../model/absent.js';
import { pathOf, typeOf } from '../inspection/json-files.js';
import { dataOf } from '../inspection/json-sockets.js';
import { keyedLists, type KeyedLists } from './keyed-lists.js';

export interface UpstreamProcess {
  readonly pid: number;
  readonly depth: number;
  readonly command: string;
  readonly cmdline: string | undefined;
  readonly kind: '+' | '-' | '~' | '=';
}

export interface UpstreamFile {
  readonly path: string;
  readonly type: string;
  readonly pid: number;
  readonly fd: string;
}

export interface UpstreamSocket {
  readonly pid: number;
  readonly protocol: string;
  readonly type: string;
  readonly address?: string | undefined;
  readonly state?: string | undefined;
  readonly source?: string | undefined;
  readonly srcPort?: number | undefined;
  readonly dest?: string | undefined;
  readonly dstPort?: number | undefined;
}

interface UpstreamCheckpoint {
  readonly created: string;
  readonly totalSize: number;
}

/** What checkpointctl's `diff` tells, by its own rules of what is the same, but for processes: see pairProcesses. */
export interface UpstreamResult {
  readonly containerId: string;
  readonly containerName: string;
  readonly image: string;
  readonly before: UpstreamCheckpoint;
  readonly after: UpstreamCheckpoint;
  readonly processes: readonly UpstreamProcess[];
  readonly files?: KeyedLists<UpstreamFile>;
  readonly sockets?: KeyedLists<UpstreamSocket>;
  /** Bytes of pages-*.img. */
  readonly memoryGrowth: number;
}

export function upstreamResult(facts: UpstreamFacts, options: UpstreamOptions): UpstreamResult {
  const { before, after, processes, held } = facts;
  const { container } = before;
  return {
    containerId: container.id ?? '',
    containerName: container.name ?? '',
    image: container.image ?? '',
    before: checkpointOf(before),
    after: checkpointOf(after),
    processes: processes.map(({ comm, command, ...process }) => ({
      ...process,
      command: isAbsent(comm) ? '' : comm,
      cmdline: options.psTreeCmd ? command : undefined,
    })),
    ...(options.files && held !== undefined && { files: listsOf(held, filesOf, fileKey) }),
    ...(options.sockets && held !== undefined && { sockets: listsOf(held, socketsOf, socketKey) }),
    memoryGrowth: after.sizes.memoryPages - before.sizes.memoryPages,
  };
}

function checkpointOf({ container, sizes }: UpstreamSide): UpstreamCheckpoint {
  return { created: container.created ?? '', totalSize: sizes.total };
}

/** Files of a PID that was used again are not those that another process of the number had. */
function listsOf<T extends { readonly pid: number }>(
  { before, after }: NonNullable<UpstreamFacts['held']>,
  itemsOf: (held: HeldFiles) => readonly T[],
  keyOf: (item: T) => string,
): KeyedLists<T> {
  const paired = new Set(after.filter(({ isPaired }) => isPaired).map(({ pid }) => pid));
  return keyedLists(before.flatMap(itemsOf), after.flatMap(itemsOf), (item, side) => {
    const key = keyOf(item);
    return paired.has(item.pid) ? key : `${side} ${key}`;
  });
}

function filesOf({ pid, files: { descriptors, cwd, root } }: HeldFiles): UpstreamFile[] {
  const open = (isAbsent(descriptors) ? [] : descriptors).map(({ fd, file }) => {
    const type = typeOf(file);
    return { path: pathOf(file), type, pid, fd: `${type} ${fd}` };
  });
  const places = Object.entries({ cwd, root }).flatMap(([fd, file]) =>
    isAbsent(file) ? [] : [{ path: pathOf(file), type: '', pid, fd }],
  );
  return [...open, ...places];
}

function fileKey({ pid, fd, path }: UpstreamFile): string {
  return `${pid}:${fd}:${path}`;
}

function socketsOf({ pid, files: { descriptors } }: HeldFiles): UpstreamSocket[] {
  if (isAbsent(descriptors)) return [];
  return heldSockets(descriptors).flatMap(({ socket }) => {
    if (socket.type === 'UNKNOWN') return [];
    const { type = '', address, state, src, src_port, dst, dst_port } = dataOf(socket);
    const protocol = socket.type === 'INETSK' && !isAbsent(socket.protocol) ? socket.protocol : '';
    return [
      {
        pid,
        protocol,
        type,
        address,
        state,
        source: src,
        srcPort: src_port,
        dest: dst,
        dstPort: dst_port,
      },
    ];
  });
}

function socketKey({
  pid,
  protocol,
  type,
  address,
  srcPort,
  dest,
  dstPort,
}: UpstreamSocket): string {
  return [pid, protocol, type, address, srcPort, dest, dstPort].map((part) => part ?? '').join(':');
}

/** In the words of checkpointctl, a line for each thing that is different. */
export function summaryLines(result: UpstreamResult): string[] {
  const { processes, files, sockets, memoryGrowth } = result;
  const count = (kind: UpstreamProcess['kind']) =>
    processes.filter((process) => process.kind === kind).length;
  const isOther = processes.some(({ kind }) => kind !== '=');
  const lists = ([name, lists]: [string, KeyedLists<unknown> | undefined]) => {
    const [added, removed] = [lists?.added.length ?? 0, lists?.removed.length ?? 0];
    return added + removed === 0 ? [] : [`${name}: +${added} -${removed}`];
  };
  return [
    `Checkpoint comparison for container ${result.containerName}`,
    ...(isOther ? [`Processes: +${count('+')} -${count('-')} ~${count('~')}`] : []),
    ...lists(['Files', files]),
    ...lists(['Sockets', sockets]),
    ...(memoryGrowth === 0
      ? []
      : [`Memory: ${memoryGrowth > 0 ? '+' : '-'}${megabytes(memoryGrowth)} MB`]),
  ];
}

/** `0.19`, of the size alone. */
export function megabytes(bytes: number): string {
  const value = Math.abs(bytes) / 1024 ** 2;
  // Only odd multiples of an eighth lie exactly between two hundredths; as for printf(3), the even one counts.
  const isTie = Number.isInteger(value * 8) && !Number.isInteger(value * 4);
  if (!isTie) return value.toFixed(2);
  const below = Math.floor(value * 100);
  return ((below % 2 === 0 ? below : below + 1) / 100).toFixed(2);
}
