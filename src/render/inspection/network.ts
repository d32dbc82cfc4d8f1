import type { Network } from '../../analysis/network.js';
import { settingsText } from './settings.js';
import { dataNode, node, type TreeNode } from '../tree.js';

/** A network namespace in the words of ip(8): devices with their addresses, routes, rules, firewall. */
export function networkNodes(network: Network): TreeNode[] {
  const { external_key: external, devices, other_addresses: others, routes, rules } = network;
  const { firewall, settings, connection_tracking: tracking, peers } = network;
  const rulesOf: readonly (readonly [string, readonly string[]])[] = Object.entries(firewall);
  const lists: readonly [string, readonly TreeNode[]][] = [
    ['Devices', devices.map(deviceNode)],
    ['Addresses of other devices', others.map(addressNode)],
    ['Routes', routes.map(routeNode)],
    ['Rules', rules.map(ruleNode)],
    [
      'Firewall',
      rulesOf
        .filter(([, lines]) => lines.length > 0)
        .map(([name, lines]) =>
          node(
            name,
            lines.map((line) => node(line.replaceAll('\t', '    '))),
          ),
        ),
    ],
  ];
  const empty = lists.filter(([, children]) => children.length === 0).map(([name]) => name);
  return [
    ...(external === undefined ? [] : [node(`Given from outside as ${external}`)]),
    ...lists
      .filter(([, children]) => children.length > 0)
      .map(([name, children]) => node(name, children)),
    ...(empty.length > 0 ? [node(`${sentence(empty)}: none`)] : []),
    ...(Object.values(tracking).some((value) => value !== undefined)
      ? [dataNode('Connection tracking', tracking)]
      : []),
    ...(settings.length > 0 ? [node(`Settings that differ: ${settingsText(settings)}`)] : []),
    ...(peers.length > 0 ? [dataNode('Peers', peers)] : []),
  ];
}

/** `Devices, routes, rules`. */
function sentence([first = '', ...rest]: readonly string[]): string {
  return [first, ...rest.map((name) => name.charAt(0).toLowerCase() + name.slice(1))].join(', ');
}

function deviceNode({ addresses, settings, ...device }: Network['devices'][number]): TreeNode {
  const { ifindex, name, kind, mtu, flags, address, master, link } = device;
  const { tun, macvlan_mode: macvlan, sit } = device;
  const other = link?.namespace === undefined ? '' : ` of namespace ${link.namespace}`;
  const text = [
    `${ifindex}: ${name}${link === undefined ? '' : `@${link.ifindex}${other}`}`,
    `(${kind}${macvlan === undefined ? '' : ` ${macvlan}`})`,
    `<${flags.join(',')}> mtu ${mtu}`,
    ...(master === undefined ? [] : [`master ${master}`]),
    ...(address === undefined ? [] : [address]),
  ].join(' ');
  return node(text, [
    ...addresses.map(addressNode),
    ...(tun === undefined ? [] : [dataNode('tun', tun)]),
    ...(sit === undefined ? [] : [dataNode('tunnel', sit)]),
    ...(settings.length > 0 ? [node(`settings that differ: ${settingsText(settings)}`)] : []),
  ]);
}

type Address = Network['other_addresses'][number];

function addressNode(each: Address): TreeNode {
  const { family, address, prefix_length: length, peer, broadcast, scope, flags } = each;
  const text = [
    `${family} ${address ?? '?'}${peer === undefined ? '' : ` peer ${peer}`}/${length}`,
    ...(broadcast === undefined ? [] : [`brd ${broadcast}`]),
    `scope ${scope}`,
    ...flags,
  ];
  return node(text.join(' '));
}

function routeNode({ device, ...route }: Network['routes'][number]): TreeNode {
  const { type, destination, from, table, protocol, scope, metric, next_hops: hops } = route;
  const { gateway, preferred_source: source } = route;
  const text = [
    `${type === 'unicast' ? '' : `${type} `}${destination}`,
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(gateway === undefined ? [] : [`via ${gateway}`]),
    ...(device === undefined ? [] : [`dev ${device}`]),
    `table ${table} proto ${protocol} scope ${scope}`,
    ...(source === undefined ? [] : [`src ${source}`]),
    ...(metric === undefined ? [] : [`metric ${metric}`]),
  ];
  return node(text.join(' '), hops === undefined ? [] : [dataNode('next hops', hops)]);
}

function ruleNode(rule: Network['rules'][number]): TreeNode {
  const { priority, family, from, to, not, action, table, offset, protocol, ...conditions } = rule;
  const others = Object.entries(conditions).map(
    ([name, value]) => `${name.replaceAll('_', ' ')} ${String(value)}`,
  );
  const text = [
    `${priority}: ${family}${not ? ' not' : ''} from ${from}`,
    ...(to === undefined ? [] : [`to ${to}`]),
    ...others,
    action === 'lookup' ? `lookup ${table}` : action,
  ];
  return node(text.join(' '));
}
