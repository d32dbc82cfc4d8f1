import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { findImage, type Checkpoint } from '../checkpoint.js';
import { NativeBytes } from './native-bytes.js';

/** First words of what `ip address save`, `ip route save` and `ip rule save` write (iproute2). */
export const DumpMagic = { address: 0x47361222, route: 0x45311224, rule: 0x71706986 } as const;

/** Bytes of struct nlmsghdr. */
const HEADER = 16;

/** Larger dumps are not taken apart: a route of 60 bytes fits a million times. */
const MAX_DUMP = 64 * 1024 * 1024;

export interface NetlinkMessage {
  /** nlmsghdr.nlmsg_type, such as RTM_NEWADDR. */
  readonly type: number;
  /** What follows the header. */
  readonly body: NativeBytes;
  /** Where the header lies in the image. */
  readonly offset: number;
}

/**
 * The messages of an image that CRIU let ip(8) write: a magic, then what the kernel answered to a dump
 * request. None where there is no such image, or an empty one.
 * @throws CheckpointError `invalid-image` with the offset for another magic or a length that lies
 */
export function readDump(checkpoint: Checkpoint, name: string, magic: number): NetlinkMessage[] {
  const member = findImage(checkpoint, name);
  if (member === undefined || member.size === 0) return [];
  const source = checkpoint.archive.source(member);
  const { size, place } = source;
  if (size > MAX_DUMP) {
    throw new CheckpointError('limit', `a netlink dump of more than ${MAX_DUMP} bytes`, place);
  }
  const content = source.read(0, size);
  for (const bigEndian of [false, true]) {
    const dump = new NativeBytes(content, bigEndian, place);
    if (dump.u32(0) === magic) return [...walkMessages(dump)];
  }
  const found = new NativeBytes(content, false, place);
  return found.fail(`Unknown magic 0x${found.u32(0).toString(16)}, not that of a netlink dump`);
}

function* walkMessages(dump: NativeBytes): Generator<NetlinkMessage> {
  for (let at = 4; at < dump.length;) {
    const length = dump.u32(at);
    if (length < HEADER || length > dump.length - at) {
      const left = `${dump.length - at} are left`;
      dump.fail(`a netlink message says ${length} bytes where ${left}`, at);
    }
    const body = dump.part(at + HEADER, length - HEADER);
    yield { type: dump.u16(at + 4), body, offset: dump.offset + at };
    at += align(length);
  }
}

/** Netlink's structures begin at multiples of four bytes (NLMSG_ALIGNTO, RTA_ALIGNTO). */
export function align(length: number): number {
  return Math.ceil(length / 4) * 4;
}
