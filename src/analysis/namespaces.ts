import type { CheckpointError } from '../bytes/checkpoint-error.js';
import { absent, type Absent } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import {
  readMessageQueues,
  readSemaphores,
  readSharedMemory,
  type MessageQueue,
  type SemaphoreSet,
  type SharedMemory,
} from '../model/namespaces/ipc-objects.js';
import { readIpcSettings } from '../model/namespaces/ipc-settings.js';
import { readBinfmtRules, type BinfmtRule } from '../model/namespaces/binfmt-rules.js';
import type { NamespaceKind } from '../model/namespaces/namespace-ids.js';
import { readExternalPidNamespace } from '../model/namespaces/pid-namespace.js';
import { readClocks, type Clocks } from '../model/namespaces/time-namespace.js';
import { readIdMaps, type IdMaps } from '../model/namespaces/user-namespace.js';
import { readUtsNames, type UtsNames } from '../model/namespaces/uts-namespace.js';
import type { Setting } from '../model/setting.js';
import { listNamespaces, type NamespaceMembers } from './namespace-list.js';
import { networkOf, type Network } from './network.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

/** The System V IPC objects and the limits of an IPC namespace. */
export interface Ipc {
  readonly settings: readonly Setting[];
  readonly shared_memory: readonly SharedMemory[];
  readonly semaphores: readonly SemaphoreSet[];
  readonly message_queues: readonly MessageQueue[];
}

/** A namespace with its facts, which stand under its kind; absent where it was not dumped. */
export interface Namespace extends Omit<NamespaceMembers, 'image'> {
  readonly uts?: UtsNames;
  readonly ipc?: Ipc;
  readonly time?: Clocks;
  readonly user?: IdMaps;
  readonly net?: Network;
  /** Why there are no facts of one of the container's own. */
  readonly lack?: Absent;
  /** Name under which the engine passes a PID namespace from outside in at restore. */
  readonly pid_external_key?: string;
}

export interface Namespaces {
  /** By kind (as /proc/PID/ns names them), then number. */
  readonly namespaces: readonly Namespace[];
  /** Of mounted binfmt_misc file systems that were dumped; those of a user namespace stand there. */
  readonly binfmtMisc: readonly BinfmtRule[];
  /** What could not be told and why. */
  readonly warnings: readonly CheckpointError[];
}

/**
 * The namespaces of the processes: who shares which, and what each holds. Mounts are told by mountsOf,
 * cgroups by cgroupsOf.
 */
export function namespacesOf(checkpoint: Checkpoint): Namespaces {
  const namespaces = listNamespaces(checkpoint).map(({ image, ...namespace }) => {
    const facts = factsOf(checkpoint, namespace.kind, image);
    return { ...namespace, ...facts, ...lackOf(namespace, facts, image) };
  });
  const binfmtMisc = readBinfmtRules(checkpoint);
  return { namespaces, binfmtMisc, warnings: checkpoint.damage.list };
}

function factsOf(checkpoint: Checkpoint, kind: NamespaceKind, id: number): Partial<Namespace> {
  switch (kind) {
    case 'uts':
      return present('uts', readUtsNames(checkpoint, id));
    case 'ipc':
      return present('ipc', ipcOf(checkpoint, id));
    case 'time':
      return present('time', readClocks(checkpoint, id));
    case 'user':
      return present('user', readIdMaps(checkpoint, id));
    case 'pid':
      return present('pid_external_key', readExternalPidNamespace(checkpoint, id));
    case 'net':
      return hasImages(checkpoint, NETWORK_IMAGES, id) ? { net: networkOf(checkpoint, id) } : {};
    case 'mnt':
    case 'cgroup':
      return {};
  }
}

/** An image that a namespace of a kind has when it is dumped. */
const DUMPED: Partial<Record<NamespaceKind, string>> = {
  uts: 'utsns',
  ipc: 'ipcns-var',
  time: 'timens',
  user: 'userns',
  net: 'netdev',
};

function lackOf(
  { kind, host }: Pick<Namespace, 'kind' | 'host'>,
  facts: Partial<Namespace>,
  image: number,
): Pick<Namespace, 'lack'> {
  const name = DUMPED[kind];
  if (host !== false || name === undefined || Object.keys(facts).length > 0) return {};
  return { lack: absent(`${name}-${image}.img is not in the checkpoint`) };
}

const IPC_IMAGES = ['ipcns-var', 'ipcns-shm', 'ipcns-sem', 'ipcns-msg'];
const NETWORK_IMAGES = ['netns', 'netdev', 'ifaddr', 'route', 'route6', 'rule'];

function ipcOf(checkpoint: Checkpoint, id: number): Ipc | undefined {
  if (!hasImages(checkpoint, IPC_IMAGES, id)) return undefined;
  return {
    settings: readIpcSettings(checkpoint, id),
    shared_memory: readSharedMemory(checkpoint, id),
    semaphores: readSemaphores(checkpoint, id),
    message_queues: readMessageQueues(checkpoint, id),
  };
}

function hasImages({ images }: Checkpoint, names: readonly string[], id: number): boolean {
  return names.some((name) => images.has(`${name}-${id}.img`));
}

function present<K extends keyof Namespace>(
  key: K,
  value: Namespace[K] | undefined,
): Partial<Namespace> {
  return value === undefined ? {} : { [key]: value };
}
