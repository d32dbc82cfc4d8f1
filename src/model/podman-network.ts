import { findMember, type Checkpoint } from './checkpoint.js';
import { fieldsOf, readJson, textOf } from './json-member.js';

/** One interface of network.status. */
export interface PodmanInterface {
  readonly network: string;
  readonly name: string;
  /** Without prefix lengths; one for each subnet. */
  readonly ips: readonly string[];
}

/**
 * The networks of a Podman container by name, with all their addresses. network.status is `null`, or
 * missing, for a container in the host's or in no network.
 */
export function readPodmanNetworks(checkpoint: Checkpoint): PodmanInterface[] {
  const member = findMember(checkpoint, 'network.status');
  if (member === undefined || member.size === 0) return [];
  return sortedEntries(readJson(checkpoint.archive, member)).flatMap(([network, status]) =>
    sortedEntries(fieldsOf(status)['interfaces']).map(([name, value]) => ({
      network,
      name,
      ips: listOf(fieldsOf(value)['subnets'])
        .map((subnet) => textOf(fieldsOf(subnet)['ipnet'])?.replace(/\/.*$/, ''))
        .filter((ip) => ip !== undefined),
    })),
  );
}

function sortedEntries(value: unknown): [string, unknown][] {
  return Object.entries(fieldsOf(value)).sort(([a], [b]) => (a < b ? -1 : 1));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
