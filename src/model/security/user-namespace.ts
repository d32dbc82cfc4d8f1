import type { InventoryEntry, UidGidExtent } from '../../criu/messages.generated.js';
import { absent, mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import type { Process } from '../processes.js';

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
 */
export function readUserNamespace(
  checkpoint: Checkpoint,
  { ids }: Process,
  inventory: Partial<InventoryEntry>,
): Fact<UserNamespace> {
  const id = ids?.user_ns_id;
  if (id === undefined) return absent('no image tells it');
  const { images } = checkpoint;
  const name = `userns-${id}.img`;
  if (!images.has(name)) {
    const host = inventory.root_ids?.user_ns_id ?? id;
    return host === id ? { kind: 'host' } : absent(images.whyNot(name));
  }
  return mapFact(images.first(name, 'userns_entry'), ({ uid_map, gid_map }) => ({
    kind: 'own',
    uidMap: rangesOf(uid_map),
    gidMap: rangesOf(gid_map),
  }));
}

function rangesOf(extents: readonly Partial<UidGidExtent>[] = []): IdRange[] {
  return extents.map(({ first = 0, lower_first = 0, count = 0 }) => ({
    inside: first,
    outside: lower_first,
    count,
  }));
}
