import type {
  IpcDescEntry,
  IpcMsg,
  IpcMsgEntry,
  IpcSemEntry,
  IpcShmEntry,
} from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';

/** What all System V IPC objects have (ipc_desc_entry). */
export interface IpcObject {
  /** As ipcs(1) lists it. */
  readonly id: number;
  /** That programs look it up by; 0 is IPC_PRIVATE. */
  readonly key: number;
  /** Permission bits, 0 to 0o777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly creator_uid: number;
  readonly creator_gid: number;
}

export interface SharedMemory extends IpcObject {
  readonly size_bytes: bigint;
  /** The contents are pages: pagemap-shmem-ID.img; else they are in ipcns-shm-N.img itself. */
  readonly in_pagemaps: boolean;
  /** Flags of SHM_HUGETLB, where it lies on huge pages. */
  readonly hugetlb_flag?: number;
}

export interface SemaphoreSet extends IpcObject {
  readonly values: readonly number[];
}

export interface MessageQueue extends IpcObject {
  /** Most bytes that it may hold. */
  readonly limit_bytes: number;
  /** Those that nobody had received, oldest first. */
  readonly messages: readonly { readonly type: bigint; readonly size_bytes: number }[];
}

/** Shared memory segments: ipcns-shm-N.img. */
export function readSharedMemory(checkpoint: Checkpoint, namespace: number): SharedMemory[] {
  return checkpoint.images
    .entries(`ipcns-shm-${namespace}.img`)
    .filter((entry) => entry.type === 'ipc_shm_entry')
    .map(({ message }) => {
      const { desc, size = 0n, in_pagemaps = false, hugetlb_flag } = message as IpcShmEntry;
      return {
        ...describe(desc),
        size_bytes: size,
        in_pagemaps,
        ...(hugetlb_flag !== undefined && { hugetlb_flag }),
      };
    });
}

/** Semaphore sets with their values: ipcns-sem-N.img. */
export function readSemaphores(checkpoint: Checkpoint, namespace: number): SemaphoreSet[] {
  return checkpoint.images
    .entries(`ipcns-sem-${namespace}.img`)
    .filter((entry) => entry.type === 'ipc_sem_entry')
    .map(({ message, payload }) => ({
      ...describe((message as IpcSemEntry).desc),
      values: payload.kind === 'semaphores' ? payload.values : [],
    }));
}

/** Message queues: ipcns-msg-N.img. */
export function readMessageQueues(checkpoint: Checkpoint, namespace: number): MessageQueue[] {
  return checkpoint.images
    .entries(`ipcns-msg-${namespace}.img`)
    .filter((entry) => entry.type === 'ipc_msg_entry')
    .map(({ message, payload }) => {
      const { desc, qbytes = 0 } = message as IpcMsgEntry;
      const queued = payload.kind === 'messages' ? payload.messages : [];
      return {
        ...describe(desc),
        limit_bytes: qbytes,
        messages: queued.map(({ header, bytes }) => ({
          type: (header as IpcMsg).mtype ?? 0n,
          size_bytes: bytes.size,
        })),
      };
    });
}

function describe(desc: IpcDescEntry = {}): IpcObject {
  return {
    id: desc.id ?? 0,
    key: desc.key ?? 0,
    mode: (desc.mode ?? 0) & 0o777,
    uid: desc.uid ?? 0,
    gid: desc.gid ?? 0,
    creator_uid: desc.cuid ?? 0,
    creator_gid: desc.cgid ?? 0,
  };
}
