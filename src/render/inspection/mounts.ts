import type { Mounts } from '../../analysis/mounts.js';
import { node, type TreeNode } from '../tree.js';

/**
 * `mounts` of the spec, as checkpointctl has always told them, with their options unless what was mounted,
 * which has them too, is told beside it.
 */
export function specMountsNode(mounts: Mounts['spec'], brief: boolean): TreeNode {
  return node(
    `Overview of mounts${mounts.length === 0 ? ': none' : ''}`,
    mounts.map(({ destination, type, source, options }) =>
      node(`Destination: ${destination}`, [
        node(`Type: ${type ?? ''}`),
        node(`Source: ${source ?? ''}`),
        ...(options.length > 0 && !brief ? [node(`Options: ${options.join(',')}`)] : []),
      ]),
    ),
  );
}

/** What the processes had mounted, a line each as in /proc/PID/mountinfo. */
export function processMountsNodes(namespaces: Mounts['namespaces']): TreeNode[] {
  return namespaces.map(({ id, pids, mounts }) =>
    node(
      `Mounts of the processes (namespace ${id}, PIDs ${[...pids].sort((a, b) => a - b).join(', ')})`,
      mounts.map(mountNode),
    ),
  );
}

function mountNode(mount: Mounts['namespaces'][number]['mounts'][number]): TreeNode {
  const { mount_id: id, parent_id: parent, device, root, mount_point: point } = mount;
  const {
    mount_options: options,
    shared,
    master,
    filesystem_type: type,
    mount_source: source,
  } = mount;
  const line = [
    `${id} ${parent} ${device} ${root} ${point} ${options.join(',')}`,
    ...(shared === undefined ? [] : [`shared:${shared}`]),
    ...(master === undefined ? [] : [`master:${master}`]),
    `- ${type ?? '?'} ${source} ${[...(mount.super_options ?? []), mount.data].filter((text) => text !== '').join(',')}`,
  ];
  const remarks = [
    mount.external ? `from outside of the container as ${mount.external_key ?? '?'}` : '',
    mount.deleted ? 'deleted' : '',
    mount.contents === undefined ? '' : `contents in ${mount.contents}`,
  ].filter((text) => text !== '');
  return node(line.join(' ') + (remarks.length === 0 ? '' : ` (${remarks.join(', ')})`));
}
