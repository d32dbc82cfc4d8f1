import type { TaskKobjIdsEntry } from '../../criu/messages.generated.js';
import { mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import type { Process } from '../processes.js';

/** Kinds of namespaces, as /proc/PID/ns names them. */
export const NAMESPACE_KINDS = [
  'mnt',
  'pid',
  'net',
  'ipc',
  'uts',
  'user',
  'cgroup',
  'time',
] as const;

export type NamespaceKind = (typeof NAMESPACE_KINDS)[number];

/** The numbers that CRIU gave to the namespaces of a task; those that were not told are absent. */
export type NamespaceIds = Readonly<Partial<Record<NamespaceKind, number>>>;

/**
 * Namespaces of a process: ids-PID.img, or core_entry.ids in sets that keep them there. Empty for a
 * zombie, which has none any more.
 */
export function namespaceIdsOf({ ids }: Process): NamespaceIds {
  return namespaceIds(ids ?? {});
}

export interface HostNamespaces {
  /** inventory_entry.root_ids: the namespaces that CRIU itself ran in, so those of the host. */
  readonly ids: NamespaceIds;
  /** inventory_entry.ns_per_id: images are named by namespace; else by the first process. */
  readonly image_per_namespace: boolean;
}

export function readHostNamespaces({ images }: Checkpoint): Fact<HostNamespaces> {
  return mapFact(images.first('inventory.img', 'inventory_entry'), ({ root_ids, ns_per_id }) => ({
    ids: namespaceIds(root_ids ?? {}),
    image_per_namespace: ns_per_id === true,
  }));
}

function namespaceIds(ids: Partial<TaskKobjIdsEntry>): NamespaceIds {
  return Object.fromEntries(
    NAMESPACE_KINDS.map((kind) => [kind, ids[`${kind}_ns_id`]] as const).filter(
      // 0 is what CRIU's structures hold where the kernel has no such namespace.
      ([, id]) => id !== undefined && id !== 0,
    ),
  );
}
