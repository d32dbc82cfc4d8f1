import type { CoreEntry, InventoryEntry, UidGidExtent } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { findImage } from '../checkpoint.js';
import { readFirst } from '../images.js';

/** A line of /proc/PID/uid_map. */
export interface IdRange {
  /** First id inside the namespace. */
  readonly inside: number;
  /** The id that it is outside. */
  readonly outside: number;
  readonly count: number;
}

/** The user namespace of a process. */
export type UserNamespace =
  /** That which CRIU itself ran in: root inside is root outside. */
  | { readonly kind: 'host' }
  | {
      readonly kind: 'own';
      readonly uidMap: readonly IdRange[];
      readonly gidMap: readonly IdRange[];
    };

/**
 * By task_kobj_ids_entry.user_ns_id, whose maps userns-ID.img has. The namespace that CRIU itself was in
 * (inventory_entry.root_ids) is not dumped.
 * @returns undefined when no image tells it
 * @throws CheckpointError when one of these images is damaged
 */
export function readUserNamespace(
  checkpoint: Checkpoint,
  pid: number,
  core: Partial<CoreEntry>,
  inventory: Partial<InventoryEntry>,
): UserNamespace | undefined {
  const { user_ns_id: id } = core.ids ?? idsOf(checkpoint, pid);
  if (id === undefined) return undefined;
  const name = `userns-${id}.img`;
  if (findImage(checkpoint, name) === undefined) {
    const host = inventory.root_ids?.user_ns_id ?? id;
    return host === id ? { kind: 'host' } : undefined;
  }
  const { uid_map, gid_map } = readFirst(checkpoint, name, 'userns_entry');
  return { kind: 'own', uidMap: rangesOf(uid_map), gidMap: rangesOf(gid_map) };
}

function idsOf(checkpoint: Checkpoint, pid: number): { user_ns_id?: number } {
  const name = `ids-${pid}.img`;
  if (findImage(checkpoint, name) === undefined) return {};
  return readFirst(checkpoint, name, 'task_kobj_ids_entry');
}

function rangesOf(extents: readonly Partial<UidGidExtent>[] = []): IdRange[] {
  return extents.map(({ first = 0, lower_first = 0, count = 0 }) => ({
    inside: first,
    outside: lower_first,
    count,
  }));
}
