import type { Inspection } from '../../analysis/inspection/inspect.js';
import type { Overview } from '../../analysis/overview.js';
import { isAbsent } from '../../model/absent.js';
import { formatBytes } from '../byte-size.js';
import { formatMicroseconds } from '../duration.js';
import { node, treeText, type TreeNode } from '../tree.js';
import { cgroupsNode } from './cgroups.js';
import { interfaceNodes, metadataNode } from './metadata.js';
import { processMountsNodes, specMountsNode } from './mounts.js';
import { namespacesNode } from './namespaces.js';
import { ProcessNodes, type ProcessView } from './process.js';
import { SeccompFilters } from './seccomp-filters.js';
import { securityNode } from './security.js';

/**
 * The tree of `inspect`, piece by piece: the branches in the order that checkpointctl has always had, then
 * new ones.
 */
export function inspectionText(inspection: Inspection, view: ProcessView): Iterable<string> {
  const { overview, metadata, mounts, security, namespaces, cgroups } = inspection;
  const filters = security && new SeccompFilters(security);
  return treeText(
    node(overview.container.name ?? 'Container', [
      ...overviewNodes(overview),
      ...statisticsNodes(overview),
      ...(metadata === undefined ? [] : [metadataNode(metadata)]),
      ...processNodes(inspection, view, filters),
      ...(mounts === undefined
        ? []
        : [
            specMountsNode(mounts.spec, view.brief && mounts.namespaces.length > 0),
            ...processMountsNodes(mounts.namespaces),
          ]),
      ...(security === undefined || filters === undefined
        ? []
        : [securityNode(security, filters.node())]),
      ...(namespaces === undefined ? [] : [namespacesNode(namespaces)]),
      ...(cgroups === undefined ? [] : [cgroupsNode(cgroups)]),
    ]),
  );
}

function processNodes(
  { processes }: Inspection,
  view: ProcessView,
  filters: SeccompFilters | undefined,
): TreeNode[] {
  if (processes === undefined) return [];
  if (isAbsent(processes)) return [node(`Process tree: unavailable: ${processes.absent}`)];
  return new ProcessNodes(processes, view, filters?.nameOf ?? String).nodes();
}

/** Image, ID, Runtime and Created always have a line, for who counts lines. */
function overviewNodes({ container, sizes, time, unread }: Overview): TreeNode[] {
  const line = (name: string, value: string | undefined) =>
    value === undefined ? [] : [node(`${name}: ${value}`)];
  const networks = container.networks ?? [];
  const unavailable = (reason: string | undefined) =>
    reason === undefined ? undefined : `unavailable: ${reason}`;
  const unknown = unavailable(unread.config) ?? '';
  return [
    ...line('Image', container.image ?? unknown),
    ...line('ID', container.id ?? unknown),
    ...line('Runtime', container.runtime ?? unknown),
    ...line('Created', container.created ?? unknown),
    ...line('Checkpointed', container.checkpointed),
    ...line('Engine', unavailable(unread.spec) ?? container.engine),
    ...line('Network Interfaces', unavailable(unread.networks)),
    ...(networks.length > 0
      ? [node('Network Interfaces', interfaceNodes(networks))]
      : line('IP', container.ips.length > 0 ? container.ips.join(', ') : undefined)),
    node(`Checkpoint size: ${formatBytes(sizes.total)}`, [
      ...line('Memory pages size', bytesText(sizes.memoryPages)),
      ...line('AMD GPU memory pages size', bytesText(sizes.amdGpuPages)),
    ]),
    ...line('Root FS diff size', bytesText(sizes.rootFsDiff)),
    ...(container.checkpointed === undefined ? line('Checkpointed', timeText(time)) : []),
  ];
}

/** A time that no engine told, with what it is from. */
function timeText({ time, from }: Overview['time']): string | undefined {
  switch (from) {
    case 'file name':
      return `${time ?? ''} (by the name of the file)`;
    case 'inventory.img':
      return `~${time ?? ''} (when CRIU wrote inventory.img)`;
    default:
      // The time of a copy tells nothing of the checkpoint.
      return undefined;
  }
}

function bytesText(bytes: number): string | undefined {
  return bytes > 0 ? formatBytes(bytes) : undefined;
}

const TIMES = ['freezing_time', 'frozen_time', 'memdump_time', 'memwrite_time'] as const;

function statisticsNodes({ statistics, statisticsError }: Overview): TreeNode[] {
  const title = 'CRIU dump statistics';
  if (statisticsError !== undefined) {
    return [node(`${title}: unavailable: ${statisticsError.message}`)];
  }
  if (statistics === undefined) return [];
  const label = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
  const times = TIMES.flatMap((name) => {
    const value = statistics[name];
    return value === undefined ? [] : [node(`${label(name)}: ${formatMicroseconds(value)}`)];
  });
  const counts = (['pages_scanned', 'pages_written'] as const).flatMap((name) => {
    const value = statistics[name];
    return value === undefined ? [] : [node(`${label(name)}: ${value}`)];
  });
  const { pages_scanned, pages_written, irmap_resolve: irmap, ...rest } = statistics;
  const others = Object.entries(rest)
    .filter(([name]) => !TIMES.some((time) => time === name))
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`);
  if (irmap !== undefined) others.push(`irmap resolve ${formatMicroseconds(irmap)}`);
  return [
    node(title, [
      ...times,
      ...counts,
      ...(others.length > 0 ? [node(`Others: ${others.join(', ')}`)] : []),
    ]),
  ];
}
