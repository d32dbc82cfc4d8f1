import { isAbsent } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import {
  NAMESPACE_KINDS,
  namespaceIdsOf,
  readHostNamespaces,
  type NamespaceIds,
  type NamespaceKind,
} from '../model/namespaces/namespace-ids.js';
import { readProcesses } from '../model/processes.js';

/** A namespace and who is in it. */
export interface NamespaceMembers {
  readonly kind: NamespaceKind;
  /** CRIU's number for it, which stands in the names of its images. */
  readonly id: number;
  /** It is the one that CRIU ran in, so the host's; undefined where inventory.img does not tell. */
  readonly host?: boolean;
  /** Processes in the order of pstree.img; none for one that only a descriptor or mount holds. */
  readonly pids: readonly number[];
  /** The number in the names of its images. */
  readonly image: number;
}

/** Images that only a namespace that was dumped has. */
const IMAGES: readonly (readonly [RegExp, NamespaceKind])[] = [
  [/^mountpoints-(\d{1,10})\.img$/, 'mnt'],
  [/^pidns-(\d{1,10})\.img$/, 'pid'],
  [/^net(?:ns|dev)-(\d{1,10})\.img$/, 'net'],
  [/^ipcns-(?:var|shm|msg|sem)-(\d{1,10})\.img$/, 'ipc'],
  [/^utsns-(\d{1,10})\.img$/, 'uts'],
  [/^userns-(\d{1,10})\.img$/, 'user'],
];

/** The namespaces of all processes and those of which there are images, by kind and number. */
export function listNamespaces(checkpoint: Checkpoint): NamespaceMembers[] {
  // Where there are no images at all, nothing of them is lost.
  if (checkpoint.images.names(/\.img$/).length === 0) return [];
  const inventory = readHostNamespaces(checkpoint);
  const host = isAbsent(inventory) ? undefined : inventory;
  const processes = checkpoint.damage.attemptOr(() => readProcesses(checkpoint), []);
  const members = new Map(
    NAMESPACE_KINDS.map((kind) => [kind, new Map<number, number[]>()] as const),
  );
  const add = (ids: NamespaceIds, pid?: number) => {
    for (const kind of NAMESPACE_KINDS) {
      const id = ids[kind];
      if (id === undefined) continue;
      const known = members.get(kind)?.get(id);
      if (known === undefined) members.get(kind)?.set(id, pid === undefined ? [] : [pid]);
      else if (pid !== undefined) known.push(pid);
    }
  };
  for (const process of processes) add(namespaceIdsOf(process), process.pid);
  // Sets of old name images by the first process, which then is no namespace of its own.
  const perNamespace = host?.image_per_namespace ?? true;
  if (perNamespace) for (const [kind, id] of imagesOf(checkpoint)) add({ [kind]: id });
  return NAMESPACE_KINDS.flatMap((kind) =>
    [...(members.get(kind) ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([id, inside]) => ({
        kind,
        id,
        ...(host?.ids[kind] !== undefined && { host: host.ids[kind] === id }),
        pids: inside,
        image: perNamespace ? id : (processes[0]?.pid ?? id),
      })),
  );
}

function imagesOf({ images }: Checkpoint): [NamespaceKind, number][] {
  return IMAGES.flatMap(([pattern, kind]) =>
    images
      .names(pattern)
      .map((name): [NamespaceKind, number] => [kind, Number(pattern.exec(name)?.[1])]),
  );
}
