import { mountsOf, reads } from '../analysis/mounts.js';
import type { Mount } from '../model/mounts.js';
import type { SpecMount } from '../model/spec.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { namespace, ORIGIN, pids } from './dictionary.js';
import type { CellTypes, Column } from './table.js';

/** A mount as the engine asked for it, or as the kernel had it. */
export interface MountRow {
  readonly mountPoint: string;
  readonly type: string | undefined;
  readonly source: string | undefined;
  readonly options: readonly string[];
  /** Undefined for one of spec.dump. */
  readonly mount?: Mount;
  readonly namespace?: number;
  readonly pids?: readonly number[];
}

export const mounts: CheckpointTable<MountRow> = {
  name: 'mounts',
  reads,
  describe:
    'A mount: one that the engine asked for in spec.dump, or one of a mount namespace that was dumped.',
  columns: [
    ...ORIGIN,
    {
      name: 'told_by',
      type: 'string',
      describe: 'The specification of the container, or the images of its mount namespace',
      get: ({ mount }) => (mount === undefined ? 'spec' : 'namespace'),
      values: ['spec', 'namespace'],
    },
    { ...namespace, shown: 'wide', optional: true },
    { ...pids, shown: 'data', optional: true },
    ofMount('mount_id', 'integer', 'Number of the mount', (mount) => mount.mount_id),
    ofMount('parent_id', 'integer', 'The mount that it lies on', (mount) => mount.parent_id),
    ofMount(
      'device_number',
      'string',
      'Device number of the file system, MAJOR:MINOR',
      (mount) => mount.device,
    ),
    {
      name: 'mount_point',
      type: 'string',
      describe: 'Where it is in the container',
      get: (row) => row.mountPoint,
    },
    {
      name: 'filesystem_type',
      type: 'string',
      title: 'TYPE',
      describe: 'Type of the file system',
      get: ({ type, mount }) =>
        type ?? (mount && { absent: 'CRIU does not record it for a mount from outside' }),
      optional: true,
    },
    {
      name: 'mount_source',
      type: 'string',
      title: 'SOURCE',
      describe: 'What is mounted, in the words of who mounted it',
      get: (row) => row.source,
      optional: true,
    },
    ofMount(
      'root',
      'string',
      'Directory or file of the file system that shows at the mount point',
      (mount) => mount.root,
    ),
    {
      name: 'mount_options',
      type: 'strings',
      title: 'OPTIONS',
      describe: 'Options of the mount',
      get: (row) => row.options,
    },
    ofMount(
      'super_options',
      'strings',
      'Options of the file system as a whole; before CRIU 2.0 they are not recorded',
      (mount) => mount.super_options,
    ),
    ofMount('data', 'string', "The file system's own options, such as size=64m", ({ data }) =>
      data === '' ? undefined : data,
    ),
    ofMount('shared', 'integer', 'Peer group that it shares mounts with', (mount) => mount.shared),
    ofMount('master', 'integer', 'Peer group that it takes mounts from', (mount) => mount.master),
    ofMount(
      'external',
      'boolean',
      'It comes from outside of the container',
      (mount) => mount.external,
    ),
    ofMount('deleted', 'boolean', 'What is mounted was deleted', (mount) => mount.deleted),
    ofMount('contents', 'string', 'Image with the contents of a tmpfs', (mount) => mount.contents),
  ],
  rows(checkpoint) {
    const { spec, namespaces } = mountsOf(checkpoint);
    return [
      ...spec.map(specRow),
      ...namespaces.flatMap(({ id, pids: inside, mounts: all }) =>
        all.map((mount) => namespaceRow(mount, id, inside)),
      ),
    ];
  },
};

/** What only a mount of a namespace has. */
function ofMount<Type extends 'string' | 'integer' | 'boolean' | 'strings'>(
  name: string,
  type: Type,
  describe: string,
  get: (mount: Mount) => CellTypes[Type] | undefined,
): Column<MountRow> {
  return {
    name,
    type,
    describe,
    get: ({ mount }: MountRow) => mount && get(mount),
    shown: 'wide',
    optional: true,
  } as Column<MountRow>;
}

function specRow({ destination, type, source, options }: SpecMount): MountRow {
  return { mountPoint: destination, type, source, options };
}

function namespaceRow(mount: Mount, id: number, inside: readonly number[]): MountRow {
  return {
    mountPoint: mount.mount_point,
    type: mount.filesystem_type,
    source: mount.mount_source,
    options: mount.mount_options,
    mount,
    namespace: id,
    pids: inside,
  };
}
