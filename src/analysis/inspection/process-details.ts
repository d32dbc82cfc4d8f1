import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import {
  readDescriptors,
  readFilesInFlight,
  type Descriptor,
  type FileInFlight,
  type ProcessFiles,
} from '../../model/descriptors/descriptors.js';
import { fileContextOf } from '../../model/descriptors/file-context.js';
import type { OpenFile, UnknownFile } from '../../model/descriptors/open-file.js';
import { mapRowsOf, type MapRow } from '../../model/memory/map-row.js';
import { processMemoryReader } from '../../model/memory/memory-view.js';
import { chooseProcesses, isEveryProcess } from '../../model/choose-processes.js';
import { noSuchProcess, readProcesses, type Process } from '../../model/processes.js';
import type { Socket } from '../../model/sockets/socket.js';
import type { ProcessFacts } from '../process-facts.js';
import { ProcessReader } from '../process-reader.js';
import { securityOf, type ProcessSecurity, type SecurityResult } from '../security.js';
import { socketsOf } from '../sockets.js';
import type { InspectionOptions } from './options.js';
import { growTrees, inTreeOrder, type TreeProcess } from './process-tree.js';

/** The processes of a container, of which everything that was asked for is read when its turn comes. */
export interface ProcessTree {
  /** Several when a session was dumped. */
  readonly roots: readonly TreeProcess[];
  /** All of them, parents before their children. */
  readonly inOrder: readonly TreeProcess[];
  /** Dead or a zombie: it has no memory, files or sockets any more. */
  readonly hasEnded: (process: TreeProcess) => boolean;
  readonly facts: (process: TreeProcess) => ProcessFacts;
  /** The parts that were asked for. */
  readonly files?: (process: TreeProcess) => ProcessFiles;
  /** The descriptors that are sockets. */
  readonly sockets?: (process: TreeProcess) => ProcessSockets;
  readonly security?: (process: TreeProcess) => ProcessSecurity;
  readonly regions?: (process: TreeProcess) => ProcessRegions;
}

export type ProcessSockets = Fact<readonly HeldSocket[]>;
export type ProcessRegions = Fact<readonly MapRow[]>;
export type { ProcessFiles };

/** A descriptor of a socket; of one that the images do not tell, its kind at least. */
export interface HeldSocket {
  readonly fd: number;
  readonly socket: Socket | UnknownFile;
}

/** What is told of the processes as a whole. */
export interface ProcessesTold {
  readonly processes: ProcessTree;
  /** Why some of the processes that were asked for are not there. */
  readonly missing: readonly CheckpointError[];
  readonly filesInFlight?: readonly FileInFlight[];
  /** Every socket, also of those that are only in flight, in the order of the images. */
  readonly sockets?: readonly Socket[];
  readonly security?: SecurityResult;
}

/** @throws CheckpointError when there is no process tree, or no such process */
export function tellProcesses(checkpoint: Checkpoint, options: InspectionOptions): ProcessesTold {
  const all = readProcesses(checkpoint);
  const byPid = new Map(all.map((process) => [process.pid, process]));
  const { file } = checkpoint.archive;
  const { processes: chosen, missing } = chooseProcesses(all, options, file, (pid) =>
    noSuchProcess(pid, all, 'use `inspect --ps-tree` to view all PIDs'),
  );
  if (chosen.length === 0 && missing.length > 0) throw new NoSuchProcess(missing);
  const asked = isEveryProcess(options) ? undefined : new Set(chosen.map(({ pid }) => pid));
  const roots = growTrees(all, asked);
  const inOrder = inTreeOrder(roots);
  const security =
    options.security === undefined
      ? undefined
      : securityOf(checkpoint, { disassemble: options.security === 'verbose' });
  return {
    missing,
    processes: {
      roots,
      inOrder,
      ...readersOf(checkpoint, options, ({ pid }) => existing(byPid.get(pid))),
      ...(security !== undefined && { security: securityReader(security) }),
    },
    ...(options.files === true && {
      filesInFlight: readFilesInFlight(fileContextOf(checkpoint)),
    }),
    ...(options.sockets === true && { sockets: socketsOfTree(checkpoint, inOrder, options) }),
    ...(security !== undefined && { security }),
  };
}

/** None of the processes that were asked for is there, which makes the question a wrong one. */
export class NoSuchProcess extends CheckpointError {
  constructor(readonly missing: readonly CheckpointError[]) {
    const sentences = missing.map(({ sentence }) => sentence);
    super('not-found', sentences.join('; '), missing[0]?.place);
  }
}

function readersOf(
  checkpoint: Checkpoint,
  options: InspectionOptions,
  processOf: (process: TreeProcess) => Process,
): Pick<ProcessTree, 'hasEnded' | 'facts' | 'files' | 'sockets' | 'regions'> {
  const reader = new ProcessReader(checkpoint);
  const filesOf = (process: TreeProcess) =>
    readDescriptors(fileContextOf(checkpoint), processOf(process));
  const memoryOf = processMemoryReader(checkpoint);
  return {
    hasEnded: (process) => processOf(process).ended,
    facts: (process) => reader.factsOnDemand(processOf(process)),
    ...(options.files === true && { files: filesOf }),
    ...(options.sockets === true && {
      sockets: (process) => mapFact(filesOf(process).descriptors, heldSockets),
    }),
    ...(options.maps === true && {
      regions: (process) => {
        const task = processOf(process);
        return task.ended ? { absent: 'the process has ended' } : mapRowsOf(memoryOf(task));
      },
    }),
  };
}

function securityReader({ processes }: SecurityResult): (process: TreeProcess) => ProcessSecurity {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  return ({ pid }) => existing(byPid.get(pid));
}

/** Those of the processes that were asked for. */
function socketsOfTree(
  checkpoint: Checkpoint,
  inOrder: readonly TreeProcess[],
  options: InspectionOptions,
): readonly Socket[] {
  const { sockets } = socketsOf(checkpoint);
  if (isEveryProcess(options)) return sockets;
  const pids = new Set(inOrder.map(({ pid }) => pid));
  return sockets.filter(({ holders }) => holders.some(({ pid }) => pids.has(pid)));
}

/** In the order of their numbers. */
export function heldSockets(descriptors: readonly Descriptor[]): HeldSocket[] {
  return descriptors
    .flatMap(({ fd, file }) => (isSocket(file) ? [{ fd, socket: file }] : []))
    .sort((a, b) => a.fd - b.fd);
}

function isSocket(file: OpenFile): file is HeldSocket['socket'] {
  const kind = file.type === 'UNKNOWN' ? file.kind : file.type;
  if (isAbsent(kind)) return false;
  return ['INETSK', 'UNIXSK', 'NETLINKSK', 'PACKETSK'].includes(kind);
}

/** Processes of a tree are those of its checkpoint. */
function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the process is of another checkpoint');
  return value;
}
