import type { Metadata } from '../../analysis/metadata.js';
import { dataNode, node, type TreeNode } from '../tree.js';

/** Pod and namespace, annotations by name (those that hold JSON as branches), and what else was found. */
export function metadataNode(metadata: Metadata): TreeNode {
  const { annotations, kubernetes, warnings, networks, ...rest } = metadata;
  const { pod_name: pod, pod_namespace: namespace, ...ofPod } = kubernetes;
  return node('Metadata', [
    ...(pod === undefined ? [] : [node(`Pod name: ${pod}`)]),
    ...(namespace === undefined ? [] : [node(`Kubernetes namespace: ${namespace}`)]),
    node(
      'Annotations',
      annotations.map(({ name, value, json }) =>
        json === undefined ? node(`${name}: ${value}`) : jsonNode(name, json),
      ),
    ),
    ...(Object.keys(ofPod).length > 0 ? [dataNode('Kubernetes', ofPod)] : []),
    ...Object.entries(rest)
      .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => dataNode(titleOf(name), value)),
  ]);
}

/** An interface of Podman's networks, with every subnet. */
export function interfaceNodes(networks: Metadata['networks']): TreeNode[] {
  return networks.map(({ network, name, mac, subnets }) =>
    node(`${network} (${name})`, [
      ...subnets.flatMap(({ ipnet }) => (ipnet === undefined ? [] : [node(`IP: ${ipnet}`)])),
      ...(mac === undefined ? [] : [node(`MAC: ${mac}`)]),
      ...subnets.flatMap(({ gateway }) =>
        gateway === undefined ? [] : [node(`Gateway: ${gateway}`)],
      ),
    ]),
  );
}

/** JSON with its own keys as they are. */
function jsonNode(name: string, value: unknown): TreeNode {
  if (Array.isArray(value)) {
    return node(
      name,
      value.map((item, index) => jsonNode(`[${index}]`, item)),
    );
  }
  if (typeof value !== 'object' || value === null) return node(`${name}: ${String(value)}`);
  return node(
    name,
    Object.entries(value).map(([key, field]) => jsonNode(key, field)),
  );
}

function titleOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
