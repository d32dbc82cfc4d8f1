import type { Metadata } from '../../analysis/metadata.js';
import type { PodmanConfig, PublishedPort } from '../../model/metadata/podman.js';
import { dataNode, node, type TreeNode } from '../tree.js';

/** Pod and namespace, annotations by name (those that hold JSON as branches), and what else was found. */
export function metadataNode(metadata: Metadata): TreeNode {
  const { annotations, kubernetes, warnings, networks, podman, ...others } = metadata;
  const rest = { ...(podman !== undefined && { podman: withPortTexts(podman) }), ...others };
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

/** Ports as `podman ps` has them. */
function withPortTexts(podman: PodmanConfig): object {
  return { ...podman, published_ports: podman.published_ports.map(portText) };
}

function portText(port: PublishedPort): string {
  const { host_ip, host_port, container_port, protocol, range = 1 } = port;
  const ports = (first: number | undefined) =>
    `${first ?? '?'}${range > 1 && first !== undefined ? `-${first + range - 1}` : ''}`;
  const host = host_ip === undefined ? '' : `${host_ip.includes(':') ? `[${host_ip}]` : host_ip}:`;
  return `${host}${ports(host_port)} -> ${ports(container_port)}/${protocol ?? '?'}`;
}

/** An interface of Podman's networks, with every subnet. */
export function interfaceNodes(networks: Metadata['networks']): TreeNode[] {
  return networks.map(({ network, name, mac, subnets }) =>
    node(network === undefined ? name : `${network} (${name})`, [
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
