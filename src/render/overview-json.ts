import { isAbsent } from '../model/absent.js';
import type { Overview } from '../analysis/overview.js';

const NO_NAME = 'no engine tells its name';

/** Go's zero time, which checkpointctl prints where the engine told no time. */
const NO_TIME = '0001-01-01T00:00:00Z';

/**
 * What `show` and `inspect` tell of a container, under the keys that checkpointctl's JSON has: its texts are
 * always there, empty when they are not known.
 */
export function overviewJson({
  archive,
  container,
  sizes,
  time,
  sha256,
  ...rest
}: Overview): object {
  const { name, image, id, runtime, created, networks = [] } = container;
  const { statistics, statisticsError, pageCompression, unread } = rest;
  const absent = {
    ...(name === undefined && { container: unread.config ?? unread.spec ?? NO_NAME }),
    ...(unread.config !== undefined && {
      image: unread.config,
      id: unread.config,
      runtime: unread.config,
      ...(created === undefined && { created: unread.config }),
    }),
    ...(unread.spec !== undefined && { engine: unread.spec }),
    ...(unread.networks !== undefined && { networks: unread.networks }),
    ...(statisticsError !== undefined && { statistics: statisticsError.message }),
    ...(isAbsent(sha256) && { sha256: sha256.absent }),
  };
  const macs = networks.flatMap(({ mac }) => (mac === undefined ? [] : [mac]));
  return {
    archive,
    container: name ?? null,
    container_name: name ?? '',
    image: image ?? '',
    id: id ?? '',
    runtime: runtime ?? '',
    created: created ?? NO_TIME,
    checkpointed: container.checkpointed,
    checkpoint_time: time.time ?? null,
    checkpoint_time_from: time.from ?? null,
    engine: container.engine,
    ip: joined(container.ips),
    mac: joined(macs),
    networks: networks.length === 0 ? undefined : networksJson(networks),
    checkpoint_size: {
      total_size: sizes.total,
      memory_pages_size: sizes.memoryPages || undefined,
      amd_gpu_memory_pages_size: sizes.amdGpuPages || undefined,
      root_fs_diff_size: sizes.rootFsDiff || undefined,
    },
    page_compression: pageCompression,
    sha256: isAbsent(sha256) ? null : sha256,
    statistics: statisticsError === undefined ? statistics && statisticsJson(statistics) : null,
    ...(Object.keys(absent).length > 0 && { absent }),
  };
}

function joined(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join(', ');
}

type Networks = NonNullable<Overview['container']['networks']>;

/** Interfaces under their names; `ip` has every address. */
function networksJson(interfaces: Networks): object[] {
  const byNetwork = new Map<string | undefined, [string, object][]>();
  for (const { network, name, mac, subnets } of interfaces) {
    const gateways = subnets.flatMap(({ gateway }) => gateway ?? []);
    const told = {
      ip: subnets.map(({ ipnet }) => ipnet).join(', '),
      mac,
      gateway: gateways[0],
      subnets,
    };
    const others = byNetwork.get(network);
    if (others === undefined) byNetwork.set(network, [[name, told]]);
    else others.push([name, told]);
  }
  return [...byNetwork].map(([name, told]) => ({
    name: name ?? null,
    interfaces: Object.fromEntries(told),
    ...(name === undefined && { absent: { name: 'Podman 3 did not write it' } }),
  }));
}

const TIMES = ['freezing_time', 'frozen_time', 'memdump_time', 'memwrite_time', 'irmap_resolve'];

/** CRIU's own names, and times again with their unit. */
function statisticsJson(statistics: NonNullable<Overview['statistics']>): object {
  const times = Object.entries(statistics).filter(([name]) => TIMES.includes(name));
  return {
    ...statistics,
    ...Object.fromEntries(times.map(([name, value]) => [`${name}_us`, value])),
  };
}
