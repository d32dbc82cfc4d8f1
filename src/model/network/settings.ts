import type { NetDeviceEntry, NetnsEntry, SysctlEntry } from '../../criu/messages.generated.js';
import type { Setting } from '../setting.js';
import { IPV4_SETTINGS, IPV6_SETTINGS, type DeviceSetting } from './setting-names.js';

/** Values of a message in the order of its list; undefined where the kernel had no such setting. */
type Values = readonly (number | string | undefined)[];

/** What old images have for a setting that the kernel did not know (DEVCONFS_UNUSED). */
const UNUSED = -1;

/**
 * The settings of a network namespace (netns_entry) that are not what the kernel gives to a new one,
 * and the few that the engine sets as a rule.
 */
export function namespaceSettings(entry: Partial<NetnsEntry>): Setting[] {
  return [
    ...changed('net.ipv4.conf.all', IPV4_SETTINGS, values(entry.all_conf4, entry.all_conf), true),
    ...changed('net.ipv4.conf.default', IPV4_SETTINGS, values(entry.def_conf4, entry.def_conf)),
    ...changed('net.ipv6.conf.all', IPV6_SETTINGS, values(entry.all_conf6), true),
    ...changed('net.ipv6.conf.default', IPV6_SETTINGS, values(entry.def_conf6)),
    ...named('net.unix', ['max_dgram_qlen'], values(entry.unix_conf)),
    ...named('net.ipv4', ['ping_group_range'], values(entry.ipv4_sysctl)),
  ];
}

/**
 * The settings of a device (net_device_entry) that differ from the `default` of its namespace, which
 * it began with.
 * @param namespace netns_entry; without it they are compared with the kernel's own
 */
export function deviceSettings(
  entry: Partial<NetDeviceEntry>,
  namespace: Partial<NetnsEntry> = {},
): Setting[] {
  const name = entry.name ?? '';
  const four = values(entry.conf4, entry.conf);
  const six = values(entry.conf6);
  const base4 = values(namespace.def_conf4, namespace.def_conf);
  const base6 = values(namespace.def_conf6);
  return [
    ...changed(`net.ipv4.conf.${name}`, IPV4_SETTINGS, four, false, base4),
    ...changed(`net.ipv6.conf.${name}`, IPV6_SETTINGS, six, false, base6),
  ].filter(
    (setting) => setting.name !== `net.ipv6.conf.${name}.mtu` || setting.value !== entry.mtu,
  );
}

function changed(
  prefix: string,
  names: readonly DeviceSetting[],
  list: Values,
  ofAll = false,
  base: Values = [],
): Setting[] {
  return list.flatMap((value, index) => {
    const [name = String(index), initial, initialOfAll = initial] = names[index] ?? [];
    const expected = base[index] ?? (ofAll ? initialOfAll : initial);
    return value === undefined || value === expected ? [] : [{ name: `${prefix}.${name}`, value }];
  });
}

function named(prefix: string, names: readonly string[], list: Values): Setting[] {
  return list.flatMap((value, index) =>
    value === undefined ? [] : [{ name: `${prefix}.${names[index] ?? String(index)}`, value }],
  );
}

/** The list of a message, or the numbers that images before CRIU 2.0 have instead. */
function values(entries: readonly SysctlEntry[] = [], old: readonly number[] = []): Values {
  if (entries.length > 0) return entries.map(({ iarg, sarg }) => iarg ?? sarg);
  return old.map((value) => (value === UNUSED ? undefined : value));
}
