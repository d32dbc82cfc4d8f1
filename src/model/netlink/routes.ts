import type { Checkpoint } from '../checkpoint.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import { Attributes } from './attributes.js';
import { DumpMagic, readDump, type NetlinkMessage } from './dump.js';
import { familyName, protocolName, scopeName, tableName } from './names.js';
import { nextHopOf, readNextHops, type NextHop } from './next-hops.js';

/** A route, as `ip route` shows it. */
export interface Route extends NextHop {
  /** `inet` or `inet6`. */
  readonly family: string;
  /** `unicast`, or what becomes of a packet instead: `local`, `blackhole`, `unreachable` ... */
  readonly type: string;
  /** `default`, or an address with its prefix length. */
  readonly destination: string;
  /** Only packets from there, with prefix length. */
  readonly from?: string;
  readonly preferred_source?: string;
  /** Several ways, among which the traffic is shared. */
  readonly next_hops?: readonly NextHop[];
  readonly table: string;
  /** Who made it: `kernel`, `boot` (by hand), `static`, `dhcp`, `ra` ... */
  readonly protocol: string;
  readonly scope: string;
  readonly tos?: number;
  /** The lowest wins. */
  readonly metric?: number;
  readonly mtu?: number;
  readonly flags: readonly string[];
  /** Where the message lies in its image. */
  readonly offset: number;
}

const RTM_NEWROUTE = 24;

/** RTA_* (rtnetlink.h). */
const Rta = {
  destination: 1,
  source: 2,
  priority: 6,
  preferredSource: 7,
  metrics: 8,
  multipath: 9,
  table: 15,
} as const;

/** RTAX_MTU, an attribute inside of RTA_METRICS. */
const RTAX_MTU = 2;

/** Bytes of struct rtmsg. */
const HEADER = 12;

/** RTN_* (rtnetlink.h). */
const TYPES = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
];

/** RTNH_F_* and RTM_F_* (rtnetlink.h). */
const FLAGS: BitNames = [
  [0x01, 'dead'],
  [0x02, 'pervasive'],
  [0x04, 'onlink'],
  [0x08, 'offload'],
  [0x10, 'linkdown'],
  [0x20, 'unresolved'],
  [0x40, 'trap'],
  [0x100, 'notify'],
  [0x200, 'cache'],
  [0x400, 'equalize'],
  [0x800, 'prefix'],
];

/**
 * The routes of one image: route-N.img (IPv4) or route6-N.img, as `ip route save` wrote them.
 * @throws CheckpointError `invalid-image` with the offset
 */
export function readRoutes(
  checkpoint: Checkpoint,
  image: 'route' | 'route6',
  namespace: number,
): Route[] {
  return readDump(checkpoint, `${image}-${namespace}.img`, DumpMagic.route)
    .filter(({ type }) => type === RTM_NEWROUTE)
    .map(routeOf);
}

function routeOf({ body, offset }: NetlinkMessage): Route {
  const attributes = new Attributes(body, HEADER);
  const type = body.u8(7);
  const tos = body.u8(3);
  const from = prefixText(attributes.address(Rta.source), body.u8(2));
  const source = attributes.address(Rta.preferredSource);
  const metric = attributes.u32(Rta.priority);
  const metrics = attributes.find(Rta.metrics);
  const mtu = metrics && new Attributes(metrics, 0).u32(RTAX_MTU);
  const multipath = attributes.find(Rta.multipath);
  return {
    family: familyName(body.u8(0)),
    type: TYPES[type] ?? String(type),
    destination: prefixText(attributes.address(Rta.destination), body.u8(1)) ?? 'default',
    ...(from !== undefined && { from }),
    ...nextHopOf(attributes),
    ...(source !== undefined && { preferred_source: source }),
    ...(multipath !== undefined && { next_hops: readNextHops(multipath) }),
    // RTA_TABLE has room for numbers above 255.
    table: tableName(attributes.u32(Rta.table) ?? body.u8(4)),
    protocol: protocolName(body.u8(5)),
    scope: scopeName(body.u8(6)),
    ...(tos !== 0 && { tos }),
    ...(metric !== undefined && { metric }),
    ...(mtu !== undefined && { mtu }),
    flags: namesOfBits(body.u32(8), FLAGS),
    offset,
  };
}

/** An address with its prefix length; undefined for what stands for every address. */
export function prefixText(address: string | undefined, length: number): string | undefined {
  if (address !== undefined) return `${address}/${length}`;
  return length === 0 ? undefined : `0/${length}`;
}
