import { overviewOf, reads, type Overview } from '../analysis/overview.js';
import { absent, type Absent, known } from '../model/absent.js';
import { TIME_SOURCES } from '../model/checkpoint-time.js';
import type { ContainerInfo, MetadataFile } from '../model/container.js';
import { reasonOf } from '../model/damage.js';
import type { CheckpointSizes } from '../model/sizes.js';
import type { DumpStatistics } from '../model/statistics.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { archive, container } from './dictionary.js';
import { STATISTICS } from './statistics.js';
import type { Column, Origin } from './table.js';

/** Why the engine's files tell no such thing: that of the first of them that could not be read. */
function untold({ unread }: ContainerInfo, ...files: readonly MetadataFile[]): Absent {
  const error = files.map((file) => unread[file]).find((each) => each !== undefined);
  return absent(error === undefined ? 'there is no metadata that tells it' : reasonOf(error));
}

export const overview: CheckpointTable<Overview> = {
  name: 'overview',
  reads,
  describe: 'What the engine tells of a container, and how large its checkpoint is.',
  columns: [
    archive,
    {
      name: container.name,
      type: 'string',
      describe: container.describe,
      get: ({ container: info }) => info.name ?? untold(info, 'config.dump', 'spec.dump'),
    },
    ofContainer('image', 'Image that it was made from'),
    {
      ...ofContainer('id', 'ID that the engine gave it'),
      text: (row) => row.container.id?.slice(0, 12) ?? '?',
    },
    ofContainer('runtime', 'OCI runtime that ran it'),
    {
      name: 'created',
      type: 'time',
      describe: 'When the container was made',
      get: ({ container: info }) => info.created ?? untold(info, 'config.dump'),
    },
    {
      name: 'checkpointed',
      type: 'time',
      describe: 'When the checkpoint was made, by config.dump',
      get: ({ container: info }) => info.checkpointed ?? untold(info, 'config.dump'),
      shown: 'data',
    },
    {
      name: 'checkpoint_time',
      type: 'time',
      describe: 'When it was made, by what tells it best',
      get: ({ time }) => known(time.time, 'nothing tells it'),
      shown: 'wide',
      largestFirst: true,
    },
    {
      name: 'checkpoint_time_from',
      type: 'string',
      describe: 'What tells that time; that of a file may be of a copy',
      get: ({ time }) => time.from,
      values: TIME_SOURCES,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'engine',
      type: 'string',
      describe: 'What made the container: Podman, CRI-O, containerd, or unknown',
      get: ({ container: info }) =>
        info.unread['spec.dump'] === undefined ? info.engine : untold(info, 'spec.dump'),
    },
    joined('ip', 'Addresses', ({ ips }) => ips),
    {
      ...joined('mac', 'Hardware addresses', ({ networks = [] }) =>
        networks.flatMap(({ mac }) => mac ?? []),
      ),
      shown: 'wide',
    },
    ofSizes('total_size', 'All bytes of the checkpoint', ({ total }) => total, {
      title: 'CHKPT SIZE',
    }),
    ofSizes('memory_pages_size', 'Those of memory', ({ memoryPages }) => memoryPages, {
      shown: 'wide',
    }),
    {
      name: 'page_compression',
      type: 'string',
      describe: 'How CRIU compressed those of memory, as inventory.img has it since after 4.2',
      get: ({ pageCompression }) => pageCompression,
      shown: 'wide',
      optional: true,
    },
    ofSizes(
      'amd_gpu_memory_pages_size',
      'Those of the memory of graphics cards',
      ({ amdGpuPages }) => amdGpuPages,
      { shown: 'data' },
    ),
    ofSizes('root_fs_diff_size', 'Those of changed files', ({ rootFsDiff }) => rootFsDiff),
    {
      name: 'sha256',
      type: 'string',
      describe: 'SHA-256 of the archive, where `show --hash` asked for it',
      get: (row) => row.sha256,
      shown: 'data',
      optional: true,
    },
    ...STATISTICS.map((column) => ofStatistics(column)),
  ],
  rows: (checkpoint) => [overviewOf(checkpoint, true)],
};

/** The same for text, with the usual figures of the dump among the columns. */
export const overviewWithStatistics: CheckpointTable<Overview> = {
  ...overview,
  columns: overview.columns.map((column) => {
    if (column.group !== 'statistics') return column;
    const usual = STATISTICS.some(({ name, shown }) => name === column.name && shown === undefined);
    return { ...column, shown: usual ? undefined : 'wide' } as Column<Overview>;
  }),
};

function ofContainer(
  name: 'image' | 'id' | 'runtime',
  describe: string,
): Column<Overview> & { readonly type: 'string' } {
  return {
    name,
    type: 'string',
    describe,
    get: ({ container: info }) => info[name] ?? untold(info, 'config.dump'),
  };
}

/** Several texts in one, as `show` has always told them. */
function joined(
  name: string,
  describe: string,
  get: (info: ContainerInfo) => readonly string[],
): Column<Overview> {
  return {
    name,
    type: 'string',
    describe: `${describe}, with commas between them`,
    get: (row) => get(row.container).join(', ') || undefined,
    optional: true,
  };
}

function ofSizes(
  name: string,
  describe: string,
  get: (sizes: CheckpointSizes) => number,
  look: Pick<Column<Overview>, 'title' | 'shown'> = {},
): Column<Overview> {
  return {
    name,
    group: 'checkpoint_size',
    type: 'size',
    describe,
    get: (row) => get(row.sizes),
    largestFirst: true,
    ...look,
  };
}

/** A figure of the dump, which is in text only where it is asked for. */
function ofStatistics({
  name,
  type,
  describe,
  get,
}: Column<Partial<DumpStatistics>>): Column<Overview> {
  return {
    name,
    group: 'statistics',
    type,
    describe,
    get: ({ statistics, statisticsError }: Overview, origin: Origin) =>
      statistics === undefined
        ? absent(statisticsError?.message ?? 'they were not asked for')
        : get(statistics, origin),
    shown: 'data',
  } as Column<Overview>;
}
