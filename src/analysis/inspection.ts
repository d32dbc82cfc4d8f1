import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import type { ProcessFiles } from '../model/descriptors/descriptors.js';
import type { Socket } from '../model/sockets/socket.js';
import { cgroupsOf, type Cgroups } from './cgroups.js';
import { filesOf, type FilesResult } from './files.js';
import { mapRowsOf, type MapRow } from '../model/memory/map-row.js';
import { viewMemory, type MemoryView } from '../model/memory/memory-view.js';
import { metadataOf, type Metadata } from './metadata.js';
import { mountsOf, type Mounts } from './mounts.js';
import { namespacesOf, type Namespaces } from './namespaces.js';
import { overviewOf, type Overview } from './overview.js';
import { processesOf, type ProcessFacts } from './processes.js';
import { securityOf, type ProcessSecurity, type SecurityResult } from './security.js';
import { socketsOf } from './sockets.js';

/** What to look at; the overview is always told. */
export interface InspectionOptions {
  readonly statistics?: boolean;
  readonly metadata?: boolean;
  readonly processes?: boolean;
  readonly files?: boolean;
  readonly sockets?: boolean;
  readonly mounts?: boolean;
  readonly security?: 'summary' | 'verbose';
  readonly namespaces?: boolean;
  readonly maps?: boolean;
  /** Only these processes and those below them. */
  readonly pids?: ReadonlySet<number>;
}

export interface Inspection {
  readonly overview: Overview;
  readonly metadata?: Metadata;
  /** The roots of the process tree; several when a session was dumped. */
  readonly processes?: readonly ProcessNode[];
  /** In the order of the tree: what --files and --sockets ask for. */
  readonly files?: FilesResult;
  readonly sockets?: readonly Socket[];
  readonly mounts?: Mounts;
  readonly security?: SecurityResult;
  readonly namespaces?: Namespaces;
  readonly cgroups?: Cgroups;
  /** Every damaged image once. */
  readonly warnings: readonly CheckpointError[];
}

export interface ProcessNode {
  readonly facts: ProcessFacts;
  readonly files?: ProcessFiles;
  /** With the descriptor that each is held by. */
  readonly sockets?: readonly { readonly fd: number; readonly socket: Socket }[];
  readonly security?: ProcessSecurity;
  readonly maps?: Fact<readonly MapRow[]>;
  /** By PID. */
  readonly children: readonly ProcessNode[];
}

/**
 * Everything that was asked for of one container. A damaged image loses only its own facts.
 * @throws CheckpointError when metadata or the process tree cannot be read, or there is no such process
 */
export function inspect(checkpoint: Checkpoint, options: InspectionOptions): Inspection {
  const overview = overviewOf(checkpoint, options.statistics === true);
  if (overview.statisticsError !== undefined) throw overview.statisticsError;
  const metadata = options.metadata === true ? metadataOf(checkpoint) : undefined;
  const mounts = options.mounts === true ? mountsOf(checkpoint) : undefined;
  const namespaces = options.namespaces === true ? namespacesOf(checkpoint) : undefined;
  const cgroups = options.namespaces === true ? cgroupsOf(checkpoint) : undefined;
  const tree =
    options.processes === true ? orExplain(() => processTree(checkpoint, options)) : undefined;
  return {
    overview,
    ...(metadata !== undefined && { metadata }),
    ...(mounts !== undefined && { mounts }),
    ...(namespaces !== undefined && { namespaces }),
    ...(cgroups !== undefined && { cgroups }),
    ...tree,
    warnings: distinct([...overview.warnings, ...checkpoint.damage.list]),
  };
}

type Tree = Pick<Inspection, 'processes' | 'files' | 'sockets' | 'security'>;

function processTree(checkpoint: Checkpoint, options: InspectionOptions): Tree {
  const facts = processesOf(checkpoint);
  const files = options.files === true ? filesOf(checkpoint) : undefined;
  const sockets = options.sockets === true ? socketsOf(checkpoint) : undefined;
  const security =
    options.security === undefined
      ? undefined
      : securityOf(checkpoint, { disassemble: options.security === 'verbose' });
  const memory = options.maps === true ? viewMemory(checkpoint) : undefined;

  const nodeOf = (each: ProcessFacts): GrowingNode => {
    const own = files?.processes.find(({ pid }) => pid === each.pid);
    const rights = security?.processes.find(({ pid }) => pid === each.pid);
    const regions = memory && regionsOf(memory, each);
    return {
      facts: each,
      ...(own !== undefined && { files: own }),
      ...(sockets !== undefined && { sockets: socketsHeldBy(each.pid, sockets.sockets) }),
      ...(rights !== undefined && { security: rights }),
      ...(regions !== undefined && { maps: regions }),
      children: [],
    };
  };
  const roots = treeOf(facts.processes.map(nodeOf), options.pids);
  const pids = new Set(roots.flatMap(pidsBelow));
  return {
    processes: roots,
    ...(files !== undefined && {
      files: { ...files, processes: files.processes.filter(({ pid }) => pids.has(pid)) },
    }),
    ...(sockets !== undefined && {
      sockets: sockets.sockets.filter(
        ({ holders }) => options.pids === undefined || holders.some(({ pid }) => pids.has(pid)),
      ),
    }),
    ...(security !== undefined && {
      security: {
        ...security,
        processes: security.processes.filter(({ pid }) => pids.has(pid)),
      },
    }),
  };
}

/** Of a process that has ended there are none, for the same reason as there are no addresses. */
function regionsOf(
  { processes }: MemoryView,
  { pid, addresses }: ProcessFacts,
): ProcessNode['maps'] {
  const process = processes.find((each) => each.pid === pid);
  if (process !== undefined) return mapRowsOf(process);
  return isAbsent(addresses) ? addresses : undefined;
}

/** Deepest nesting of the tree; what claims to be deeper becomes a root of its own. */
const MAX_DEPTH = 512;

type GrowingNode = ProcessNode & { readonly children: ProcessNode[] };

/** Children by PID under their parents; each process once, whatever the image claims of its parents. */
function treeOf(
  nodes: readonly GrowingNode[],
  pids: ReadonlySet<number> | undefined,
): ProcessNode[] {
  const sorted = [...nodes].sort((a, b) => a.facts.pid - b.facts.pid);
  const byParent = new Map<number, GrowingNode[]>();
  for (const each of sorted) {
    const siblings = byParent.get(each.facts.ppid);
    if (siblings === undefined) byParent.set(each.facts.ppid, [each]);
    else siblings.push(each);
  }
  const placed = new Set<ProcessNode>();
  const grow = (root: GrowingNode): ProcessNode => {
    const open = [{ parent: root, depth: 0 }];
    placed.add(root);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { parent, depth } = next;
      if (depth === MAX_DEPTH) continue;
      for (const child of byParent.get(parent.facts.pid) ?? []) {
        if (placed.has(child)) continue;
        placed.add(child);
        parent.children.push(child);
        open.push({ parent: child, depth: depth + 1 });
      }
    }
    return root;
  };
  if (pids !== undefined) {
    const starts = [...pids].map((pid) => findNode(sorted, pid));
    for (const start of starts) if (!placed.has(start)) grow(start);
    const below = new Set(starts.flatMap(({ children }) => children.flatMap(pidsBelow)));
    return starts.filter(({ facts }) => !below.has(facts.pid));
  }
  const known = new Set(sorted.map(({ facts }) => facts.pid));
  const roots = sorted.filter(({ facts }) => !known.has(facts.ppid)).map(grow);
  // A loop of parents leaves processes that no root leads to.
  for (const each of sorted) if (!placed.has(each)) roots.push(grow(each));
  return roots;
}

/** @throws CheckpointError `not-found` */
function findNode(nodes: readonly GrowingNode[], pid: number): GrowingNode {
  const found = nodes.find(({ facts }) => facts.pid === pid);
  if (found !== undefined) return found;
  const hint = 'use `inspect --ps-tree` to view all PIDs';
  throw new CheckpointError('not-found', `no process with PID ${pid} (${hint})`);
}

function pidsBelow({ facts, children }: ProcessNode): number[] {
  return [facts.pid, ...children.flatMap(pidsBelow)];
}

function socketsHeldBy(pid: number, sockets: readonly Socket[]): { fd: number; socket: Socket }[] {
  return sockets
    .flatMap((socket) =>
      socket.holders.filter((holder) => holder.pid === pid).map(({ fd }) => ({ fd, socket })),
    )
    .sort((a, b) => a.fd - b.fd);
}

function orExplain<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError(error.code, `failed to get process tree: ${error.message}`);
  }
}

function distinct(errors: readonly CheckpointError[]): CheckpointError[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
