import { formatAddress } from '../../criu/ip-text.js';
import { absent, type Absent } from '../absent.js';

/** One end of an IP connection. */
export interface Endpoint {
  /** `127.0.0.1`, `fe80::1%eth0`, `::ffff:10.0.0.1`. */
  readonly address: string;
  readonly port: number;
  /** The two joined, IPv6 in brackets: `[::1]:80`. */
  readonly text: string;
}

const FAMILY_INET = 2;
const FAMILY_INET6 = 10;

/**
 * @param words inet_sk_entry.src_addr or dst_addr
 * @param device that a link-local address belongs to
 */
export function readEndpoint(
  family: number | undefined,
  words: readonly number[] | undefined,
  port: number | undefined,
  device: string | undefined,
  bigEndian: boolean,
): Endpoint | Absent {
  const length = family === FAMILY_INET ? 1 : family === FAMILY_INET6 ? 4 : 0;
  if (words === undefined || length === 0) return absent('the entry has no address');
  const plain = formatAddress(words.slice(0, length), bigEndian);
  if (plain === undefined) return absent(`${words.length} words are no address of the family`);
  const mapped = length === 4 ? mappedAddress(words, bigEndian) : undefined;
  const zone = device !== undefined && device !== '' && /^fe[89ab]/.test(plain) ? `%${device}` : '';
  const address = mapped ?? plain + zone;
  const text = length === 4 ? `[${address}]:${port ?? 0}` : `${address}:${port ?? 0}`;
  return { address, port: port ?? 0, text };
}

/** An IPv4 address on an IPv6 socket is written as one (RFC 4291, 2.5.5.2). */
function mappedAddress(words: readonly number[], bigEndian: boolean): string | undefined {
  const marker = bigEndian ? 0x0000ffff : 0xffff0000;
  if (words[0] !== 0 || words[1] !== 0 || (words[2] ?? 0) >>> 0 !== marker) return undefined;
  const address = formatAddress([words[3] ?? 0], bigEndian);
  return address === undefined ? undefined : `::ffff:${address}`;
}
