import type { InventoryEntry, UidGidExtent } from '../../criu/messages.generated.js';
import { absent, mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { binfmtRule, type BinfmtRule } from './binfmt-rules.js';
import type { Process } from '../processes.js';

/** A line of /proc/PID/uid_map or gid_map (uid_gid_extent). */
export interface IdRange {
  /** First id inside the namespace. */
  readonly inside: number;
  /** What it is in the namespace around it. */
  readonly outside: number;
  /** Number of ids. */
  readonly count: number;
}

export interface IdMaps {
  readonly uid_map: readonly IdRange[];
  readonly gid_map: readonly IdRange[];
  /** Of a binfmt_misc file system of its own; CRIU 4.2 and before did not record it here. */
  readonly binfmt_misc?: readonly BinfmtRule[];
}

/** The user namespace of a process. */
export type UserNamespace =
  /** That which CRIU itself ran in: root inside is root outside. */
  | { readonly kind: 'host'; readonly id: number }
  /** `id`: CRIU's number for it. */
  | ({ readonly kind: 'own'; readonly id: number } & IdMaps);

/** userns-N.img (userns_entry); undefined where the namespace was not dumped. */
export function readIdMaps({ images }: Checkpoint, id: number): IdMaps | undefined {
  const entry = images.find(`userns-${id}.img`, 'userns_entry');
  if (entry === undefined) return undefined;
  const rules = entry.binfmt_misc ?? [];
  return {
    uid_map: rangesOf(entry.uid_map),
    gid_map: rangesOf(entry.gid_map),
    ...(rules.length > 0 && { binfmt_misc: rules.map(binfmtRule) }),
  };
}

/**
 * By task_kobj_ids_entry.user_ns_id. The namespace that CRIU itself was in (inventory_entry.root_ids) is
 * not dumped.
 */
export function readUserNamespace(
  checkpoint: Checkpoint,
  { ids }: Process,
  inventory: Fact<InventoryEntry>,
): Fact<UserNamespace> {
  const id = ids?.user_ns_id;
  if (id === undefined) return absent('no image tells it');
  const maps = readIdMaps(checkpoint, id);
  if (maps !== undefined) return { kind: 'own', id, ...maps };
  const { images } = checkpoint;
  const name = `userns-${id}.img`;
  if (images.has(name)) return absent(images.whyNot(name));
  return mapFact(inventory, ({ root_ids }) =>
    (root_ids?.user_ns_id ?? id) === id ? { kind: 'host', id } : absent(images.whyNot(name)),
  );
}

function rangesOf(extents: readonly UidGidExtent[] = []): IdRange[] {
  return extents.map(({ first = 0, lower_first = 0, count = 0 }) => ({
    inside: first,
    outside: lower_first,
    count,
  }));
}
