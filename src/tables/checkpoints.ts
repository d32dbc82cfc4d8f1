import type { ListRow } from '../analysis/list-row.js';
import type { PodTotal } from '../analysis/pod-totals.js';
import { absent } from '../model/absent.js';
import { TIME_SOURCES } from '../model/checkpoint-time.js';
import type { Column, Table } from './table.js';

/** Where the kubelet made it; these have the names that Kubernetes has for them. */
const POD = [
  {
    name: 'namespace',
    type: 'string',
    describe: 'Namespace of the pod in Kubernetes',
    get: ({ namespace }) => namespace,
    optional: true,
  },
  {
    name: 'pod',
    type: 'string',
    describe: 'Name of the pod',
    get: ({ pod }) => pod,
    optional: true,
  },
] as const satisfies readonly Column<Pick<ListRow, 'namespace' | 'pod'>>[];

export const checkpoints: Table<ListRow> = {
  name: 'checkpoints',
  describe: 'A checkpoint that lies in a directory, or a container of one.',
  columns: [
    ...POD,
    {
      name: 'container',
      type: 'string',
      describe: 'Name of the container',
      get: (row) => row.container,
      optional: true,
    },
    {
      name: 'engine',
      type: 'string',
      describe: 'What made the container: Podman, CRI-O, containerd, or unknown',
      get: (row) => row.engine,
    },
    {
      name: 'checkpointed',
      type: 'time',
      title: 'TIME CHECKPOINTED',
      describe: 'When the checkpoint was made',
      get: ({ checkpointed }) => (checkpointed === '' ? absent('nothing tells it') : checkpointed),
      largestFirst: true,
    },
    {
      name: 'time_from',
      type: 'string',
      describe: 'What tells that time; that of a file may be of a copy',
      get: (row) => row.time_from,
      values: TIME_SOURCES,
    },
    {
      name: 'size',
      type: 'size',
      describe: 'Bytes on disk',
      get: (row) => row.size,
      largestFirst: true,
    },
    {
      name: 'name',
      type: 'string',
      title: 'CHECKPOINT NAME',
      describe: 'Name of the file or directory',
      get: (row) => row.name,
    },
    {
      name: 'path',
      type: 'string',
      describe: 'Where it lies',
      get: (row) => row.path,
      shown: 'wide',
    },
  ],
};

export const podTotals: Table<PodTotal> = {
  name: 'pod-totals',
  describe: 'How much there is of the checkpoints of a pod.',
  columns: [
    ...POD,
    {
      name: 'checkpoints',
      type: 'integer',
      describe: 'How many there are',
      get: (row) => row.checkpoints,
    },
    {
      name: 'size',
      type: 'size',
      describe: 'Bytes of all together',
      get: (row) => row.size,
      largestFirst: true,
    },
    {
      name: 'oldest',
      type: 'time',
      describe: 'When the first of them was made',
      get: (row) => row.oldest,
    },
    {
      name: 'newest',
      type: 'time',
      describe: 'When the last of them was made',
      get: (row) => row.newest,
      largestFirst: true,
    },
  ],
};
