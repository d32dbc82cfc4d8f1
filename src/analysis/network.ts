import type { Checkpoint } from '../model/checkpoint.js';
import { readAddresses, type InterfaceAddress } from '../model/netlink/addresses.js';
import { readRoutes, type Route } from '../model/netlink/routes.js';
import { readRules, type RoutingRule } from '../model/netlink/rules.js';
import { readNetworkDevices, type NetworkDevice } from '../model/network/devices.js';
import {
  findConnectionTracking,
  readFirewallLines,
  type ConnectionTracking,
  type Firewall,
} from '../model/network/firewall.js';
import { namespaceSettings } from '../model/network/settings.js';
import type { Setting } from '../model/setting.js';

/** What was dumped of a network namespace. */
export interface Network {
  /** Name under which the engine passes it in at restore (netns_entry.ext_key): nothing else is dumped. */
  readonly external_key?: string;
  readonly devices: readonly (NetworkDevice & {
    readonly addresses: readonly InterfaceAddress[];
  })[];
  /** Addresses of devices that netdev-N.img does not have. */
  readonly other_addresses: readonly InterfaceAddress[];
  /** IPv4, then IPv6. */
  readonly routes: readonly (Route & { readonly device?: string })[];
  readonly rules: readonly RoutingRule[];
  readonly firewall: Firewall;
  readonly connection_tracking: ConnectionTracking;
  /** Settings that differ from what the kernel gives to a new namespace. */
  readonly settings: readonly Setting[];
  /** Numbers by which it knows other network namespaces (`ip netns list-id`). */
  readonly peers: readonly { readonly nsid: number; readonly namespace: number }[];
}

/** The network namespace of the images with number `id`. */
export function networkOf(checkpoint: Checkpoint, id: number): Network {
  const list = <T>(read: () => T[]): T[] => checkpoint.damage.attemptOr(read, []);
  const netns = checkpoint.images.find(`netns-${id}.img`, 'netns_entry');
  const devices = readNetworkDevices(checkpoint, id, netns);
  const names = new Map(devices.map(({ ifindex, name }) => [ifindex, name]));
  const addresses = byDevice(list(() => readAddresses(checkpoint, id)));
  const routes = [
    ...list(() => readRoutes(checkpoint, 'route', id)),
    ...list(() => readRoutes(checkpoint, 'route6', id)),
  ];
  return {
    ...(netns?.ext_key !== undefined && { external_key: netns.ext_key }),
    devices: devices.map((device) => ({
      ...device,
      addresses: addresses.get(device.ifindex) ?? [],
    })),
    other_addresses: [...addresses.values()].flat().filter(({ ifindex }) => !names.has(ifindex)),
    routes: routes.map((route) => {
      const device = names.get(route.ifindex ?? 0);
      return { ...route, ...(device !== undefined && { device }) };
    }),
    rules: list(() => readRules(checkpoint, id)),
    firewall: {
      iptables: list(() => readFirewallLines(checkpoint, 'iptables', id)),
      ip6tables: list(() => readFirewallLines(checkpoint, 'ip6tables', id)),
      nftables: list(() => readFirewallLines(checkpoint, 'nftables', id)),
    },
    connection_tracking: findConnectionTracking(checkpoint, id),
    settings: netns === undefined ? [] : namespaceSettings(netns),
    peers: (netns?.nsids ?? []).map(({ netnsid_value = 0, target_ns_id = 0 }) => ({
      nsid: netnsid_value,
      namespace: target_ns_id,
    })),
  };
}

function byDevice(addresses: readonly InterfaceAddress[]): Map<number, InterfaceAddress[]> {
  const groups = new Map<number, InterfaceAddress[]>();
  for (const address of addresses) {
    const group = groups.get(address.ifindex);
    if (group === undefined) groups.set(address.ifindex, [address]);
    else group.push(address);
  }
  return groups;
}
