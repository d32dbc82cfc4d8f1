import { listNamespaces } from '../namespace-list.js';
import { networkOf, type Network } from '../network.js';
import { joinChanges, type SectionChanges } from './change.js';
import { compareFacts } from './compare-facts.js';
import { factTexts, NamedTexts, valueText } from './fact-texts.js';
import type { Side } from './side.js';

/** Devices, addresses, routes, rules, firewall and settings of the network namespaces that were dumped. */
export function networkChanges(before: Side, after: Side): SectionChanges {
  const [were, are] = [networksOf(before), networksOf(after)];
  const keys = [...new Set([...were.keys(), ...are.keys()])];
  return joinChanges(
    keys.map((key) => {
      const [was, is] = [were.get(key), are.get(key)];
      if (was === undefined || is === undefined) {
        const why = `the network namespace of PID ${key} was dumped in one of the two alone`;
        return { changes: [], unknown: [why] };
      }
      const what = keys.length > 1 ? `namespace of PID ${key}:` : '';
      return compareFacts(factTexts(settingsOf(was)), factTexts(settingsOf(is)), {
        section: 'network',
        what,
      });
    }),
  );
}

/** By the first process that is inside. */
function networksOf({ checkpoint }: Side): ReadonlyMap<number, Network> {
  return new Map(
    listNamespaces(checkpoint)
      .filter(({ kind, host }) => kind === 'net' && host !== true)
      .map(({ pids, image }) => [pids[0] ?? 0, networkOf(checkpoint, image)]),
  );
}

function settingsOf(network: Network): Record<string, unknown> {
  const { devices, routes, rules, firewall, settings } = network;
  return {
    device: new Map(
      devices.map(({ name, addresses, settings: own, ...device }) => [
        name,
        valueText({ ...device, ...(own.length > 0 && { settings: own }) }),
      ]),
    ),
    address: setOf(
      devices.flatMap(({ name, addresses }) =>
        addresses.map(({ address, prefix_length, scope, peer, flags }) =>
          valueText({
            on: name,
            address: `${address ?? '?'}/${prefix_length}`,
            peer,
            scope,
            flags,
          }),
        ),
      ),
    ),
    route: setOf(routes.map(({ offset, ...route }) => valueText(route))),
    rule: setOf(rules.map((rule) => valueText(rule))),
    iptables: setOf(firewall.iptables.map(valueText)),
    ip6tables: setOf(firewall.ip6tables.map(valueText)),
    nftables: setOf(firewall.nftables.map(valueText)),
    setting: settings,
  };
}

/** Lines that stand for themselves: each is there or not. */
function setOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const texts = new NamedTexts();
  for (const line of lines) texts.add(line, '');
  return texts.texts;
}
