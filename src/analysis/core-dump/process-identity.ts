import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { encodeText } from '../../bytes/text.js';
import type { CoreEntry } from '../../criu/messages.generated.js';
import { isAbsent } from '../../model/absent.js';
import type { MappedFile, ProcessIdentity } from '../../formats/elf-core/process-notes.js';
import type { ThreadIdentity } from '../../formats/elf-core/thread-notes.js';
import { readCredsEntry } from '../../model/process-facts/credentials.js';
import { readThreadSignals } from '../../model/process-facts/pending-signals.js';
import { TaskState, type Process } from '../../model/processes.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';

/** More of a command line no core file has. */
const ARGUMENT_BYTES = 80n;

/** What NT_PRPSINFO says of a process; what an image does not tell is 0. */
export function processIdentityOf(
  { checkpoint, warnings }: MemoryView,
  process: ProcessMemory,
  { pid, ppid, pgid, sid, core }: Process,
): ProcessIdentity {
  const entry = isAbsent(core) ? {} : core;
  const creds = warnings.attemptOptional(() => readCredsEntry(checkpoint, pid, entry), 'no image');
  const comm = encodeText(entry.tc?.comm ?? '');
  const line = warnings.attemptOptional(() => readArguments(process), 'its pages are not there');
  return {
    ...{ pid, ppid, pgid, sid },
    uid: isAbsent(creds) ? 0 : (creds.uid ?? 0),
    gid: isAbsent(creds) ? 0 : (creds.gid ?? 0),
    nice: entry.thread_core?.sched_nice ?? 0,
    stopped: entry.tc?.task_state === TaskState.stopped,
    kernelFlags: entry.tc?.flags ?? 0,
    comm,
    argumentBytes: isAbsent(line) ? comm : line,
  };
}

/** What NT_PRSTATUS says of a thread besides its registers. */
export function threadIdentityOf(
  { checkpoint, warnings }: MemoryView,
  { ppid, pgid, sid }: Process,
  tid: number,
  core: Partial<CoreEntry>,
): ThreadIdentity {
  const { tc, thread_core } = core;
  const pending = warnings.attempt(() => readThreadSignals(checkpoint, tid, core));
  return {
    ...{ tid, ppid, pgid, sid },
    pendingSignals: (isAbsent(pending) ? [] : pending)
      .filter(({ number }) => number >= 1 && number <= 64)
      .reduce((set, { number }) => set | (1n << BigInt(number - 1)), 0n),
    blockedSignals: tc?.blk_sigset ?? thread_core?.blk_sigset ?? 0n,
  };
}

/** Bytes of paths in a core file; the kernel allows 4 MiB unless told otherwise. */
const MAX_PATH_BYTES = 64 * 1024 ** 2;

/**
 * Regions that NT_FILE tells of: those that are a file to the kernel, with their paths.
 * @throws CheckpointError `limit` when a forged image names paths without end
 */
export function mappedFilesOf(process: ProcessMemory): MappedFile[] {
  const { space } = process;
  if (isAbsent(space)) return [];
  let left = MAX_PATH_BYTES;
  return space.regions.flatMap((region) => {
    const { start, end, backing } = region;
    if (!('offset' in backing)) return [];
    const path = process.nameOf(region);
    // Of a file that no image tells of, or forged: the paths in the note are ended by NULs.
    if (!path.startsWith('/') || path.includes('\0')) return [];
    const bytes = encodeText(path);
    left -= bytes.length;
    if (left < 0) {
      throw new CheckpointError('limit', 'the paths of mapped files take more than 64 MiB');
    }
    return [{ start, end, offset: backing.offset, path: bytes }];
  });
}

/** The beginning of the command line as it lies in memory; undefined when it is not there. */
function readArguments({ mm, space }: ProcessMemory): Uint8Array | undefined {
  if (isAbsent(mm) || isAbsent(space)) return undefined;
  const { mm_arg_start: start = 0n, mm_arg_end: end = 0n } = mm;
  if (end <= start) return undefined;
  const length = end - start < ARGUMENT_BYTES ? end - start : ARGUMENT_BYTES;
  const { bytes, absent } = space.read(start, Number(length));
  const [gap] = absent;
  const there = gap === undefined ? bytes : bytes.subarray(0, Number(gap.start - start));
  return there.length === 0 ? undefined : there;
}
