import type { Checkpoint } from './checkpoint.js';
import { findJson } from './engine-json.js';
import { fieldsOf, listOf, textOf } from './json-member.js';

/** One interface of network.status. */
export interface PodmanInterface {
  readonly network: string;
  readonly name: string;
  readonly mac?: string;
  /** All of them: an interface can be in several subnets of its network. */
  readonly subnets: readonly PodmanSubnet[];
  /** Addresses of the subnets, without prefix lengths. */
  readonly ips: readonly string[];
}

export interface PodmanSubnet {
  /** Address with prefix length, as the file has it. */
  readonly ipnet?: string;
  readonly gateway?: string;
}

/**
 * The networks of a Podman container by name, with all their addresses. network.status is `null`, or
 * missing, for a container in the host's or in no network.
 */
export function readPodmanNetworks(checkpoint: Checkpoint): PodmanInterface[] {
  return sortedEntries(findJson(checkpoint, 'network.status')).flatMap(([network, status]) =>
    sortedEntries(fieldsOf(status)['interfaces']).map(([name, value]) => {
      const { mac_address, subnets } = fieldsOf(value);
      return interfaceOf(network, name, textOf(mac_address), listOf(subnets).map(subnetOf));
    }),
  );
}

function interfaceOf(
  network: string,
  name: string,
  mac: string | undefined,
  subnets: readonly PodmanSubnet[],
): PodmanInterface {
  const ips = subnets
    .map(({ ipnet }) => ipnet?.replace(/\/.*$/, ''))
    .filter((ip) => ip !== undefined);
  return { network, name, ...(mac !== undefined && { mac }), subnets, ips };
}

function subnetOf(value: unknown): PodmanSubnet {
  const fields = fieldsOf(value);
  const ipnet = textOf(fields['ipnet']);
  const gateway = textOf(fields['gateway']);
  return { ...(ipnet !== undefined && { ipnet }), ...(gateway !== undefined && { gateway }) };
}

function sortedEntries(value: unknown): [string, unknown][] {
  return Object.entries(fieldsOf(value)).sort(([a], [b]) => (a < b ? -1 : 1));
}
