import { addressText, Attributes } from './attributes.js';
import { align } from './dump.js';
import { familyName } from './names.js';
import type { NativeBytes } from './native-bytes.js';

/** Where a route leads. */
export interface NextHop {
  readonly gateway?: string;
  /** Family of the gateway where it is another one than the route's (RTA_VIA). */
  readonly gateway_family?: string;
  /** The device that packets leave by. */
  readonly ifindex?: number;
  /** Share of the traffic, 1 to 256, among several ways. */
  readonly weight?: number;
}

/** RTA_* (rtnetlink.h). */
const Rta = { device: 4, gateway: 5, via: 18 } as const;

/** Bytes of struct rtnexthop. */
const HEADER = 8;

export function nextHopOf(attributes: Attributes): NextHop {
  const gateway = attributes.address(Rta.gateway);
  const via = attributes.find(Rta.via);
  const ifindex = attributes.u32(Rta.device);
  return {
    ...(gateway !== undefined && { gateway }),
    ...(via !== undefined && {
      gateway: addressText(via.bytes(2)),
      gateway_family: familyName(via.u16(0)),
    }),
    ...(ifindex !== undefined && { ifindex }),
  };
}

/**
 * RTA_MULTIPATH: a run of struct rtnexthop, each with attributes of its own.
 * @throws CheckpointError `invalid-image` for a length that lies
 */
export function readNextHops(multipath: NativeBytes): NextHop[] {
  const hops: NextHop[] = [];
  for (let at = 0; at < multipath.length;) {
    const length = multipath.u16(at);
    if (length < HEADER || length > multipath.length - at) {
      multipath.fail(`a next hop says ${length} bytes where ${multipath.length - at} are left`, at);
    }
    const hop = multipath.part(at, length);
    hops.push({
      ...nextHopOf(new Attributes(hop, HEADER)),
      ifindex: hop.u32(4),
      weight: hop.u8(3) + 1,
    });
    at += align(length);
  }
  return hops;
}
