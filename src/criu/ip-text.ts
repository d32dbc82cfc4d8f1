/**
 * An address as CRIU keeps it (inet_sk_entry.src_addr and its like): words of 32 bits that the
 * dumping host read from the address's bytes as they lay in memory.
 */
export type AddressWords = readonly number[];

/** Text of an IPv4 (one word) or IPv6 (four words) address; undefined for any other count. */
export function formatAddress(words: AddressWords, bigEndian: boolean): string | undefined {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setUint32(4 * index, word, !bigEndian);
  });
  return formatAddressBytes(bytes);
}

/** The same of bytes in network order: 4 of IPv4, 16 of IPv6. */
export function formatAddressBytes(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(2 * index).toString(16));
  // The URL parser is the one IPv6 compressor (RFC 5952) that every Node has.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** The words of an address text; undefined when it is none. */
export function parseAddress(text: string, bigEndian: boolean): number[] | undefined {
  const bytes = text.includes(':') ? parseIPv6(text) : parseIPv4(text);
  if (bytes === undefined) return undefined;
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, index) =>
    view.getUint32(4 * index, !bigEndian),
  );
}

function parseIPv4(text: string): Uint8Array | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const numbers = match?.slice(1).map(Number);
  return numbers?.every((number) => number < 256) === true ? Uint8Array.from(numbers) : undefined;
}

function parseIPv6(text: string): Uint8Array | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  if (!URL.canParse(`http://[${text}]`)) return undefined;
  const compressed = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = '', tail] = compressed.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  [...first, ...zeros, ...last].forEach((group, index) => {
    view.setUint16(2 * index, parseInt(group, 16));
  });
  return bytes;
}
