import type { Checkpoint } from './checkpoint.js';
import { findJson } from './engine-json.js';
import { fieldsOf, listOf, textOf } from './json-member.js';

/** One interface of network.status. */
export interface PodmanInterface {
  /** Absent in Podman 3, which wrote the addresses without the names of the networks. */
  readonly network?: string;
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
 * The networks of a Podman container by name, with all their addresses; of Podman 3 the results of CNI in
 * their order. network.status is `null`, or missing, for a container in the host's or in no network.
 */
export function readPodmanNetworks(checkpoint: Checkpoint): PodmanInterface[] {
  const status = findJson(checkpoint, 'network.status');
  if (Array.isArray(status)) return listOf(status).flatMap(interfacesOfResult);
  return sortedEntries(status).flatMap(([network, status]) =>
    sortedEntries(fieldsOf(status)['interfaces']).map(([name, value]) => {
      const { mac_address, subnets } = fieldsOf(value);
      return interfaceOf(network, name, textOf(mac_address), listOf(subnets).map(subnetOf));
    }),
  );
}

/**
 * CNI tells all devices of a network: those with a sandbox are the container's, the others are the bridge and
 * its port. An address without the number of its device is of the container's (CNI specification: `ips`).
 */
function interfacesOfResult(result: unknown): PodmanInterface[] {
  const { interfaces, ips } = fieldsOf(result);
  const devices = listOf(interfaces).map(fieldsOf);
  const own = devices.filter(({ sandbox }) => textOf(sandbox) !== undefined);
  const addresses = listOf(ips).map(fieldsOf);
  return own.map((device, index) => {
    const number = devices.indexOf(device);
    const subnets = addresses
      .filter(
        (each) => each['interface'] === number || (each['interface'] === undefined && index === 0),
      )
      .map(({ address, gateway }) => subnetOf({ ipnet: address, gateway }));
    return interfaceOf(undefined, textOf(device['name']) ?? '', textOf(device['mac']), subnets);
  });
}

function interfaceOf(
  network: string | undefined,
  name: string,
  mac: string | undefined,
  subnets: readonly PodmanSubnet[],
): PodmanInterface {
  const ips = subnets
    .map(({ ipnet }) => ipnet?.replace(/\/.*$/, ''))
    .filter((ip) => ip !== undefined);
  return {
    ...(network !== undefined && { network }),
    name,
    ...(mac !== undefined && { mac }),
    subnets,
    ips,
  };
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
