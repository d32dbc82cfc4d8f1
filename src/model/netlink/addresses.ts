import type { Checkpoint } from '../checkpoint.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import { Attributes } from './attributes.js';
import { DumpMagic, readDump } from './dump.js';
import { familyName, scopeName } from './names.js';

/** An address of a network device, as `ip address` shows it. */
export interface InterfaceAddress {
  /** `inet` or `inet6`. */
  readonly family: string;
  /** Without prefix length. */
  readonly address?: string;
  readonly prefix_length: number;
  /** The other end of a point-to-point link. */
  readonly peer?: string;
  readonly broadcast?: string;
  readonly scope: string;
  readonly ifindex: number;
  /** An alias such as `eth0:1`; mostly the device's name. */
  readonly label?: string;
  readonly flags: readonly string[];
  /** Seconds for which it stays; absent when forever. */
  readonly valid_lifetime_s?: number;
  readonly preferred_lifetime_s?: number;
  /** Where the message lies in ifaddr-N.img. */
  readonly offset: number;
}

const RTM_NEWADDR = 20;

/** IFA_* (if_addr.h). */
const Ifa = { address: 1, local: 2, label: 3, broadcast: 4, cacheInfo: 6, flags: 8 } as const;

/** Bytes of struct ifaddrmsg. */
const HEADER = 8;

const AF_INET6 = 10;

const FOREVER = 0xffffffff;

/** IFA_F_* (if_addr.h), as ip(8) names them. */
const FLAGS: BitNames = [
  [0x02, 'nodad'],
  [0x04, 'optimistic'],
  [0x08, 'dadfailed'],
  [0x10, 'home'],
  [0x20, 'deprecated'],
  [0x40, 'tentative'],
  [0x80, 'permanent'],
  [0x100, 'mngtmpaddr'],
  [0x200, 'noprefixroute'],
  [0x400, 'autojoin'],
  [0x800, 'stable-privacy'],
];

/**
 * ifaddr-N.img: the RTM_NEWADDR messages that `ip address save` wrote.
 * @throws CheckpointError `invalid-image` with the offset
 */
export function readAddresses(checkpoint: Checkpoint, namespace: number): InterfaceAddress[] {
  return readDump(checkpoint, `ifaddr-${namespace}.img`, DumpMagic.address)
    .filter(({ type }) => type === RTM_NEWADDR)
    .map(({ body, offset }) => {
      const attributes = new Attributes(body, HEADER);
      const family = body.u8(0);
      // On a point-to-point link IFA_ADDRESS is the other end; without IFA_LOCAL it is one's own.
      const other = attributes.address(Ifa.address);
      const address = attributes.address(Ifa.local) ?? other;
      const broadcast = attributes.address(Ifa.broadcast);
      const label = attributes.text(Ifa.label);
      const cache = attributes.find(Ifa.cacheInfo);
      const preferred = cache?.u32(0) ?? FOREVER;
      const valid = cache?.u32(4) ?? FOREVER;
      return {
        family: familyName(family),
        ...(address !== undefined && { address }),
        prefix_length: body.u8(1),
        ...(other !== undefined && other !== address && { peer: other }),
        ...(broadcast !== undefined && { broadcast }),
        scope: scopeName(body.u8(3)),
        ifindex: body.u32(4),
        ...(label !== undefined && { label }),
        flags: flagNames(attributes.u32(Ifa.flags) ?? body.u8(2), family),
        ...(valid !== FOREVER && { valid_lifetime_s: valid }),
        ...(preferred !== FOREVER && { preferred_lifetime_s: preferred }),
        offset,
      };
    });
}

/** Bit 0 means a second address of IPv4, and a temporary one of IPv6. */
function flagNames(flags: number, family: number): string[] {
  return namesOfBits(flags, [[0x01, family === AF_INET6 ? 'temporary' : 'secondary'], ...FLAGS]);
}
