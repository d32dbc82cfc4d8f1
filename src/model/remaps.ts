import type { RemapFilePathEntry } from '../criu/messages.generated.js';
import type { Checkpoint } from './checkpoint.js';

/** How a file was kept that had no name any more: an entry of remap-fpath.img. */
export type RemapTarget =
  /** It was deleted: its contents are in an image of their own, `ghost-file-2.img`. */
  | { readonly kind: 'ghost'; readonly image: string }
  /** This name was deleted while others lived on: CRIU made it a name for the dump. */
  | { readonly kind: 'linked'; readonly id: number }
  /** A file in /proc of a process that was gone. */
  | { readonly kind: 'procfs'; readonly pid: number };

/** Bit of remap_id in sets without remap_type (CRIU's REMAP_GHOST). */
const OLD_GHOST = 0x80000000;

/** Files that had no name any more, by reg_file_entry.id. */
export function remapsOf(checkpoint: Checkpoint): ReadonlyMap<number, RemapTarget> {
  return checkpoint.once(readRemaps);
}

/** Whether links in /proc showed ` (deleted)` behind the path. */
export function isDeletedBy(target: RemapTarget, path: string): boolean {
  // Of a process that is gone only its directory is deleted, not the files in it (check_path_remap()).
  return target.kind !== 'procfs' || /^\/proc\/\d+$/.test(path);
}

/**
 * Of several entries of one file the last counts, as collect_one_remap() of criu/files-reg.c overwrites
 * what it had; one of a process leaves it alone.
 */
function readRemaps({ images }: Checkpoint): ReadonlyMap<number, RemapTarget> {
  const remaps = new Map<number, RemapTarget>();
  for (const entry of images.messages('remap-fpath.img', 'remap_file_path_entry')) {
    const { orig_id: id = 0 } = entry;
    const target = targetOf(entry);
    if (target.kind !== 'procfs' || !remaps.has(id)) remaps.set(id, target);
  }
  return remaps;
}

function targetOf({ remap_id: id = 0, remap_type }: RemapFilePathEntry): RemapTarget {
  switch (remap_type ?? ((id & OLD_GHOST) === 0 ? 0 : 1)) {
    case 1: {
      const ghost = remap_type === undefined ? (id & ~OLD_GHOST) >>> 0 : id;
      return { kind: 'ghost', image: `ghost-file-${ghost.toString(16)}.img` };
    }
    case 2:
      return { kind: 'procfs', pid: id };
    default:
      return { kind: 'linked', id };
  }
}
