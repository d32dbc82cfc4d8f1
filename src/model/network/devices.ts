import { formatAddress } from '../../criu/ip-text.js';
import type {
  MacvlanLinkEntry,
  NetDeviceEntry,
  NetnsEntry,
  SitEntry,
  TunLinkEntry,
} from '../../criu/messages.generated.js';
import { enumDef } from '../../criu/schema.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import type { Checkpoint } from '../checkpoint.js';
import { hexText } from '../netlink/attributes.js';
import type { Setting } from '../setting.js';
import { withoutUndefined } from '../without-undefined.js';
import { deviceSettings } from './settings.js';

/** A network device (net_device_entry). */
export interface NetworkDevice {
  readonly ifindex: number;
  readonly name: string;
  /** `loopback`, `veth`, `bridge`, `macvlan`, `tun`, `sit`, `venet`; `extlink` is one of the host. */
  readonly kind: string;
  /** Bytes. */
  readonly mtu: number;
  /** IFF_* without the prefix. */
  readonly flags: readonly string[];
  /** Hardware address, as in `02:00:00:00:77:01`. */
  readonly address?: string;
  /** ifindex of the bridge, bond or VRF that it belongs to. */
  readonly master?: number;
  /** The other end of a veth pair, or the device that a macvlan lies on (IFLA_LINK). */
  readonly link?: {
    readonly ifindex: number;
    /** Its network namespace; absent where that was not dumped. */
    readonly namespace?: number;
  };
  readonly tun?: TunSettings;
  /** How a macvlan shares the device under it: `private`, `vepa`, `bridge`, `passthru`, `source`. */
  readonly macvlan_mode?: string;
  readonly sit?: Tunnel;
  /** Settings of net.ipv4.conf and net.ipv6.conf that differ from the namespace's `default`. */
  readonly settings: readonly Setting[];
}

export interface TunSettings {
  readonly mode: 'tun' | 'tap';
  /** IFF_* of if_tun.h without the prefix. */
  readonly flags: readonly string[];
  /** Who may attach; absent for no restriction. */
  readonly owner?: number;
  readonly group?: number;
}

/** The ends of an IPv6-in-IPv4 tunnel. */
export interface Tunnel {
  readonly local?: string;
  readonly remote?: string;
  readonly ttl?: number;
  /** ifindex of the device below. */
  readonly link?: number;
}

/** IFF_* (if.h). */
const FLAGS: BitNames = [
  [0x1, 'UP'],
  [0x2, 'BROADCAST'],
  [0x4, 'DEBUG'],
  [0x8, 'LOOPBACK'],
  [0x10, 'POINTOPOINT'],
  [0x20, 'NOTRAILERS'],
  [0x40, 'RUNNING'],
  [0x80, 'NOARP'],
  [0x100, 'PROMISC'],
  [0x200, 'ALLMULTI'],
  [0x400, 'MASTER'],
  [0x800, 'SLAVE'],
  [0x1000, 'MULTICAST'],
  [0x2000, 'PORTSEL'],
  [0x4000, 'AUTOMEDIA'],
  [0x8000, 'DYNAMIC'],
  [0x10000, 'LOWER_UP'],
  [0x20000, 'DORMANT'],
  [0x40000, 'ECHO'],
];

/** IFF_* (if_tun.h). */
const TUN_FLAGS: BitNames = [
  [0x1, 'TUN'],
  [0x2, 'TAP'],
  [0x10, 'NAPI'],
  [0x20, 'NAPI_FRAGS'],
  [0x100, 'MULTI_QUEUE'],
  [0x800, 'PERSIST'],
  [0x1000, 'NO_PI'],
  [0x2000, 'ONE_QUEUE'],
  [0x4000, 'VNET_HDR'],
  [0x8000, 'TUN_EXCL'],
];

/** MACVLAN_MODE_* (if_link.h). */
const MACVLAN_MODES: Readonly<Record<number, string>> = {
  1: 'private',
  2: 'vepa',
  4: 'bridge',
  8: 'passthru',
  16: 'source',
};

/**
 * netdev-N.img: the devices of a network namespace, in the image's order.
 * @param netns the namespace's netns_entry, whose `default` settings devices are compared with
 */
export function readNetworkDevices(
  { images }: Checkpoint,
  namespace: number,
  netns: Partial<NetnsEntry> | undefined,
): NetworkDevice[] {
  return images
    .messages(`netdev-${namespace}.img`, 'net_device_entry')
    .map((entry) => deviceOf(entry, namespace, netns, images.bigEndian()));
}

function deviceOf(
  entry: NetDeviceEntry,
  namespace: number,
  netns: Partial<NetnsEntry> | undefined,
  bigEndian: boolean,
): NetworkDevice {
  const { ifindex = 0, address, macvlan, tun, sit } = entry;
  return {
    ifindex,
    name: entry.name ?? '',
    kind: kindOf(entry),
    mtu: entry.mtu ?? 0,
    flags: namesOfBits(entry.flags ?? 0, FLAGS),
    ...withoutUndefined({
      address: address && address.length > 0 ? hexText(address) : undefined,
      master: entry.master,
      link: linkOf(entry, namespace),
      tun: tun && tunOf(tun),
      macvlan_mode: macvlan && macvlanMode(macvlan),
      sit: sit && tunnelOf(sit, bigEndian),
    }),
    settings: deviceSettings(entry, netns),
  };
}

function kindOf({ type = 0 }: NetDeviceEntry): string {
  return enumDef('nd_type').byNumber.get(type)?.toLowerCase() ?? String(type);
}

/** CRIU writes a device's own ifindex where the kernel tells of no other device. */
function linkOf(entry: NetDeviceEntry, namespace: number): NetworkDevice['link'] {
  const { ifindex, peer_ifindex, peer_nsid } = entry;
  if (peer_ifindex === undefined) return undefined;
  if (peer_ifindex === ifindex && peer_nsid === namespace) return undefined;
  return {
    ifindex: peer_ifindex,
    ...(peer_nsid !== undefined && { namespace: peer_nsid }),
  };
}

function tunOf({ flags = 0, owner = -1, group = -1 }: TunLinkEntry): TunSettings {
  return {
    mode: (flags & 0x2) === 0 ? 'tun' : 'tap',
    flags: namesOfBits(flags, TUN_FLAGS),
    ...(owner !== -1 && { owner }),
    ...(group !== -1 && { group }),
  };
}

function macvlanMode({ mode = 0 }: MacvlanLinkEntry): string {
  return MACVLAN_MODES[mode] ?? String(mode);
}

function tunnelOf({ local = [], remote = [], ttl, link }: SitEntry, bigEndian: boolean): Tunnel {
  return withoutUndefined({
    local: formatAddress(local, bigEndian),
    remote: formatAddress(remote, bigEndian),
    ttl,
    link,
  });
}
