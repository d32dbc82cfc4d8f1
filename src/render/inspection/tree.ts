import type { Inspection } from '../../analysis/inspection.js';
import type { Overview } from '../../analysis/overview.js';
import { formatBytes } from '../byte-size.js';
import { formatMicroseconds } from '../duration.js';
import { node, renderTree, type TreeNode } from '../tree.js';
import { cgroupsNode } from './cgroups.js';
import { metadataNode, networkNodes } from './metadata.js';
import { processMountsNodes, specMountsNode } from './mounts.js';
import { namespacesNode } from './namespaces.js';
import { processNode, type ProcessView } from './process.js';
import { securityNode } from './security.js';

/** The tree of `inspect`: the branches in the order that checkpointctl has always had, then new ones. */
export function renderInspection(inspection: Inspection, view: ProcessView): string {
  const { overview, metadata, processes, mounts, security, namespaces, cgroups } = inspection;
  const { container } = overview;
  const children = [
    ...overviewNodes(inspection),
    ...statisticsNodes(overview),
    ...(metadata === undefined ? [] : [metadataNode(metadata)]),
    ...(processes === undefined
      ? []
      : [
          node(
            'Process tree',
            processes.map((process) => processNode(process, view)),
          ),
        ]),
    ...(mounts === undefined
      ? []
      : [specMountsNode(mounts.spec), ...processMountsNodes(mounts.namespaces)]),
    ...(security === undefined ? [] : [securityNode(security)]),
    ...(namespaces === undefined ? [] : [namespacesNode(namespaces.namespaces)]),
    ...(cgroups === undefined ? [] : [cgroupsNode(cgroups)]),
  ];
  return renderTree(node(container.name ?? 'Container', children));
}

function overviewNodes({ overview: { container, sizes }, metadata }: Inspection): TreeNode[] {
  const line = (name: string, value: string | undefined) =>
    value === undefined ? [] : [node(`${name}: ${value}`)];
  const networks = metadata?.networks ?? [];
  return [
    ...line('Image', container.image),
    ...line('ID', container.id),
    ...line('Runtime', container.runtime),
    ...line('Created', container.created),
    ...line('Checkpointed', container.checkpointed),
    ...line('Engine', container.engine),
    ...(networks.length > 0
      ? [node('Network Interfaces', networkNodes(networks))]
      : line('IP', container.ips.length > 0 ? container.ips.join(', ') : undefined)),
    node(`Checkpoint size: ${formatBytes(sizes.total)}`, [
      ...line('Memory pages size', bytesText(sizes.memoryPages)),
      ...line('AMD GPU memory pages size', bytesText(sizes.amdGpuPages)),
    ]),
    ...line('Root FS diff size', bytesText(sizes.rootFsDiff)),
  ];
}

function bytesText(bytes: number): string | undefined {
  return bytes > 0 ? formatBytes(bytes) : undefined;
}

const TIMES = ['freezing_time', 'frozen_time', 'memdump_time', 'memwrite_time'] as const;

function statisticsNodes({ statistics }: Overview): TreeNode[] {
  if (statistics === undefined) return [];
  const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
  const times = TIMES.flatMap((name) => {
    const value = statistics[name];
    return value === undefined ? [] : [node(`${title(name)}: ${formatMicroseconds(value)}`)];
  });
  const counts = (['pages_scanned', 'pages_written'] as const).flatMap((name) => {
    const value = statistics[name];
    return value === undefined ? [] : [node(`${title(name)}: ${value}`)];
  });
  const { pages_scanned, pages_written, ...rest } = statistics;
  const others = Object.entries(rest)
    .filter(([name]) => !TIMES.some((time) => time === name))
    .map(([name, value]) => node(`${title(name)}: ${value}`));
  return [node('CRIU dump statistics', [...times, ...counts, ...others])];
}
