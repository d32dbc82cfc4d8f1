import { isIPv4, isIPv6 } from 'node:net';

/**
 * The 4 or 16 bytes of an address; an IPv4 address that is written as one of IPv6 (`::ffff:10.0.0.1`) has 4, as its
 * packets do. A zone behind `%` does not count. Undefined for what is none.
 */
export function addressBytes(text: string): Uint8Array | undefined {
  const [address = ''] = text.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) return Uint8Array.from(mapped.split('.'), Number);
  if (!isIPv6(address)) return undefined;
  const [head = '', tail] = address.split('::');
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0);
  return Uint8Array.from([...first, ...zeros, ...last].flatMap((word) => [word >> 8, word & 0xff]));
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return Number.parseInt(group, 16);
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
