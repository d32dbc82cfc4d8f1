import type { Timeval } from '../../../criu/messages.generated.js';
import { ghostFilesOf, type GhostFile } from '../../../model/ghost-files.js';
import { ghostUsersOf } from '../../../model/contents/ghost-files.js';
import type { MissingRange, RecoverContext, Recovered } from '../recovered.js';
import { ascending, pieceParts } from '../source-parts.js';

const REGULAR = 0o100000;

/** Files that were deleted while they were open or mapped, sparse as they were: ghost-file-ID.img. */
export function* ghostFiles({ view, limits }: RecoverContext): Generator<Recovered> {
  const { checkpoint } = view;
  const users = ghostUsersOf(checkpoint, limits);
  for (const ghost of ghostFilesOf(checkpoint)) {
    const { image, path, entry, size, contents } = ghost;
    // Of directories, fifos and links there is nothing to write.
    if (((entry.mode ?? REGULAR) & 0o170000) !== REGULAR) continue;
    const { holders } = users.of(image);
    const [first] = holders;
    const pieces = ascending(contents.pieces);
    yield {
      kind: 'ghosts',
      name: `${image.replace(/^ghost-file-|\.img$/g, '')}-${path.replace(/^\/+/, '')}`,
      what: `deleted file ${path}`,
      source: {
        pids: [...new Set(holders.map(({ pid }) => pid))],
        ...(first?.fd !== undefined && { fd: first.fd }),
        member: checkpoint.imagePrefix + image,
        ...(pieces[0] !== undefined && { offset: pieces[0].offset }),
      },
      facts: {
        mode: (entry.mode ?? 0) & 0o7777,
        uid: entry.uid,
        gid: entry.gid,
        mtimeNs: entry.mtim && nanoseconds(entry.mtim),
        atimeNs: entry.atim && nanoseconds(entry.atim),
      },
      size,
      missing: missingOf(ghost),
      parts: () => pieceParts(pieces),
    };
  }
}

function missingOf({ size, contents, image }: GhostFile): MissingRange[] {
  if (contents.isWhole) return [];
  const end = contents.pieces.reduce((most, { at, length }) => Math.max(most, at + length), 0);
  return [{ start: BigInt(end), end: size, why: `${image} is damaged before it` }];
}

/** Seconds before 1970 are there as unsigned. */
function nanoseconds({ tv_sec = 0n, tv_usec = 0n }: Timeval): bigint {
  return BigInt.asIntN(64, tv_sec) * 1_000_000_000n + tv_usec * 1000n;
}
