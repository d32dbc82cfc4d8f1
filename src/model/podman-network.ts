import { findMember, type Checkpoint } from './checkpoint.js';
import { readJson } from './json-member.js';

/** One interface of network.status. */
export interface PodmanInterface {
  readonly network: string;
  readonly name: string;
  /** Without prefix lengths; one for each subnet. */
  readonly ips: readonly string[];
}

interface Status {
  readonly [network: string]: {
    readonly interfaces?: {
      readonly [name: string]: {
        readonly subnets?: readonly { readonly ipnet?: unknown }[] | null;
      };
    } | null;
  } | null;
}

/**
 * The networks of a Podman container by name, with all their addresses. network.status is `null`, or
 * missing, for a container in the host's or in no network.
 */
export function readPodmanNetworks(checkpoint: Checkpoint): PodmanInterface[] {
  const member = findMember(checkpoint, 'network.status');
  if (member === undefined || member.size === 0) return [];
  const status = readJson(checkpoint.archive, member) as Status | null;
  return sortedEntries(status).flatMap(([network, value]) =>
    sortedEntries(value?.interfaces).map(([name, { subnets }]) => ({
      network,
      name,
      ips: (Array.isArray(subnets) ? subnets : [])
        .map(({ ipnet }) => (typeof ipnet === 'string' ? ipnet.replace(/\/.*$/, '') : ''))
        .filter((ip) => ip !== ''),
    })),
  );
}

function sortedEntries<T>(value: Readonly<Record<string, T>> | null | undefined): [string, T][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : [];
}
