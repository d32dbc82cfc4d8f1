import type { GhostFileEntry, Timeval } from '../../../criu/messages.generated.js';
import { ghostFilesOf } from '../../../model/ghost-files.js';
import { FileTime, type EventFile, type TimelineContext, type TimelineEvent } from '../event.js';

/** ghost_file_entry.atim and mtim: files that were deleted while they were open or mapped. */
export function* ghostEvents({ checkpoint }: TimelineContext): Generator<TimelineEvent> {
  for (const { image, path, entry, size } of ghostFilesOf(checkpoint)) {
    const file = fileOf(path, entry, size);
    const times = [
      [entry.mtim, FileTime.modified],
      [entry.atim, FileTime.accessed],
    ] as const;
    for (const [time, what] of times) {
      if (time === undefined) continue;
      const message = `${path} (deleted)`;
      const member = checkpoint.imagePrefix + image;
      yield { timeNs: nanoseconds(time), what, source: 'ghost', message, member, file };
    }
  }
}

const FORMATS: Readonly<Record<number, string>> = {
  0o100000: 'r',
  0o040000: 'd',
  0o120000: 'l',
  0o020000: 'c',
  0o060000: 'b',
  0o010000: 'p',
  0o140000: 's',
};

function fileOf(path: string, entry: GhostFileEntry, size: bigint): EventFile {
  const { mode = 0, uid, gid, ino } = entry;
  return {
    path: `${path} (deleted)`,
    type: FORMATS[mode & 0o170000] ?? '-',
    mode: mode & 0o7777,
    uid,
    gid,
    size,
    ...(ino !== undefined && { inode: ino }),
  };
}

/** Seconds before 1970 are there as unsigned. */
function nanoseconds({ tv_sec = 0n, tv_usec = 0n }: Timeval): bigint {
  return BigInt.asIntN(64, tv_sec) * 1_000_000_000n + tv_usec * 1000n;
}
