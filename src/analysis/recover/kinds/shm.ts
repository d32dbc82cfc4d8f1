import type { IpcShmEntry } from '../../../criu/messages.generated.js';
import { isSharedAnonymous } from '../../../model/descriptors/memfd-path.js';
import { memfdInodes } from '../../../model/memfd-inodes.js';
import { isAbsent } from '../../../model/absent.js';
import type { Checkpoint } from '../../../model/checkpoint.js';
import type { MemoryView } from '../../../model/memory/memory-view.js';
import type { RecoverContext, Recovered } from '../recovered.js';
import { innerFiles } from '../inner-files.js';
import { segmentBytes } from './memfds.js';

/** Memory that processes share without a file: System V segments, shared anonymous memory; and /dev/shm. */
export async function* sharedMemory(context: RecoverContext): AsyncGenerator<Recovered> {
  const { view } = context;
  const { checkpoint, memory } = view;
  const inodes = [...memfdInodes(checkpoint).values()];
  const memfds = new Set(
    inodes.filter((each) => !isSharedAnonymous(each)).map(({ shmid = 0 }) => BigInt(shmid)),
  );
  const systemV = systemVOf(checkpoint);
  const users = usersOf(view);
  const ids = new Set([...memory.segmentIds(), ...systemV.keys()]);
  for (const id of ids) {
    if (memfds.has(id)) continue;
    const segment = systemV.get(id);
    const inode = inodes.find(({ shmid = 0 }) => BigInt(shmid) === id);
    const using = users.get(id);
    const size = segment?.size ?? inode?.size ?? using?.end ?? storedEnd(view, id);
    const key = `0x${((segment?.desc?.key ?? 0) >>> 0).toString(16)}`;
    yield {
      kind: 'shm',
      name: segment === undefined ? `anonymous-${id}` : `sysv-${id}-${key}`,
      what:
        segment === undefined
          ? `shared anonymous memory ${id}`
          : `System V segment ${id}, key ${key}`,
      source: {
        pids: [...(using?.pids ?? [])],
        member: `${checkpoint.imagePrefix}pagemap-shmem-${id}.img`,
      },
      facts: {
        mode: segment?.desc?.mode,
        uid: segment?.desc?.uid ?? inode?.uid,
        gid: segment?.desc?.gid ?? inode?.gid,
      },
      ...segmentBytes(view, id, size),
    };
  }
  const member = `${checkpoint.prefix}devshm-checkpoint.tar`;
  yield* innerFiles(context, 'shm', member, '/dev/shm');
}

function systemVOf({ images }: Checkpoint): Map<bigint, IpcShmEntry> {
  const entries = images
    .names(/^ipcns-shm-\d+\.img$/)
    .flatMap((name) => images.messages(name, 'ipc_shm_entry'));
  return new Map(entries.map((entry) => [BigInt(entry.desc?.id ?? 0), entry]));
}

interface SegmentUse {
  readonly pids: Set<number>;
  /** Where the last region of it ends in the segment. */
  end: bigint;
}

function usersOf({ processes, memory }: MemoryView): Map<bigint, SegmentUse> {
  const uses = new Map<bigint, SegmentUse>();
  for (const { pid, space } of processes) {
    if (isAbsent(space)) continue;
    for (const region of space.regions) {
      const id = memory.segmentOf(region);
      if (id === undefined) continue;
      const use = uses.get(id) ?? { pids: new Set(), end: 0n };
      const offset = 'offset' in region.backing ? region.backing.offset : 0n;
      const last = offset + region.end - region.start;
      use.pids.add(pid);
      if (last > use.end) use.end = last;
      uses.set(id, use);
    }
  }
  return uses;
}

/** Of a segment that nobody maps the size is not told: it reaches as far as its pages. */
function storedEnd({ memory }: MemoryView, id: bigint): bigint {
  let last = 0n;
  for (const { end, backing } of memory.segment(id)?.allExtents() ?? []) {
    if (backing.kind === 'stored') last = end;
  }
  return last;
}
