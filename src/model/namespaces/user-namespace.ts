import type { UidGidExtent } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';

/** A line of /proc/PID/uid_map or gid_map (uid_gid_extent). */
export interface IdRange {
  /** First id inside the namespace. */
  readonly first: number;
  /** What it is in the parent namespace. */
  readonly lower_first: number;
  /** Number of ids. */
  readonly count: number;
}

export interface UserNamespaceMaps {
  readonly uid_map: readonly IdRange[];
  readonly gid_map: readonly IdRange[];
}

/** userns-N.img (userns_entry); undefined where the namespace was not dumped. */
export function readUserNamespaceMaps(
  checkpoint: Checkpoint,
  id: number,
): UserNamespaceMaps | undefined {
  const entry = checkpoint.images.find(`userns-${id}.img`, 'userns_entry');
  return entry && { uid_map: ranges(entry.uid_map), gid_map: ranges(entry.gid_map) };
}

function ranges(extents: readonly UidGidExtent[] = []): IdRange[] {
  return extents.map(({ first = 0, lower_first = 0, count = 0 }) => ({
    first,
    lower_first,
    count,
  }));
}
