import type { FieldDef } from './schema.js';

/** Bits and their names, in the order in which crit lists them. */
type FlagNames = readonly (readonly [string, number])[];

const FLAGS: Readonly<Record<string, FlagNames>> = {
  'mmap.prot': [
    ['PROT_READ', 0x1],
    ['PROT_WRITE', 0x2],
    ['PROT_EXEC', 0x4],
  ],
  'mmap.flags': [
    ['MAP_SHARED', 0x1],
    ['MAP_PRIVATE', 0x2],
    ['MAP_DROPPABLE', 0x8],
    ['MAP_ANON', 0x20],
    ['MAP_GROWSDOWN', 0x100],
  ],
  // criu/include/image.h, as far as CRIU's crit has names: its encode reads no others.
  'mmap.status': [
    ['VMA_AREA_REGULAR', 0x1],
    ['VMA_AREA_STACK', 0x2],
    ['VMA_AREA_VSYSCALL', 0x4],
    ['VMA_AREA_VDSO', 0x8],
    ['VMA_AREA_HEAP', 0x20],
    ['VMA_FILE_PRIVATE', 0x40],
    ['VMA_FILE_SHARED', 0x80],
    ['VMA_ANON_SHARED', 0x100],
    ['VMA_ANON_PRIVATE', 0x200],
    ['VMA_AREA_SYSVIPC', 0x400],
    ['VMA_AREA_SOCKET', 0x800],
    ['VMA_AREA_VVAR', 0x1000],
    ['VMA_AREA_AIORING', 0x2000],
    ['VMA_AREA_MEMFD', 0x4000],
    ['VMA_AREA_SHSTK', 0x8000],
    ['VMA_AREA_UPROBES', 0x20000],
    ['VMA_UNSUPP', 0x80000000],
  ],
  'rfile.flags': [
    ['O_WRONLY', 0o1],
    ['O_RDWR', 0o2],
    ['O_CREAT', 0o100],
    ['O_EXCL', 0o200],
    ['O_NOCTTY', 0o400],
    ['O_TRUNC', 0o1000],
    ['O_APPEND', 0o2000],
    ['O_NONBLOCK', 0o4000],
    ['O_DSYNC', 0o10000],
    ['FASYNC', 0o20000],
    ['O_DIRECT', 0o40000],
    ['O_LARGEFILE', 0o100000],
    ['O_DIRECTORY', 0o200000],
    ['O_NOFOLLOW', 0o400000],
    ['O_NOATIME', 0o1000000],
    ['O_CLOEXEC', 0o2000000],
  ],
  'pmap.flags': [
    ['PE_PARENT', 0x1],
    ['PE_LAZY', 0x2],
    ['PE_PRESENT', 0x4],
    ['PE_PAYLOAD_ALIGNED', 0x8],
  ],
  'seals.flags': [
    ['F_SEAL_SEAL', 0x1],
    ['F_SEAL_SHRINK', 0x2],
    ['F_SEAL_GROW', 0x4],
    ['F_SEAL_WRITE', 0x8],
    ['F_SEAL_FUTURE_WRITE', 0x10],
  ],
};

/** Names that encode reads, too: criu/include/image.h has them, and CRIU's crit writes numbers for them. */
const MORE_FLAGS: Readonly<Record<string, FlagNames>> = {
  'mmap.status': [
    ['VMA_AREA_GUARD', 0x10000],
    ['VMA_EXT_PLUGIN', 0x8000000],
  ],
};

/** Words for single values, by the name of the field. */
const WORDS: Readonly<Record<string, Readonly<Record<string, readonly [number, string][]>>>> = {
  gen: {
    // CRIU's crit has the words of 3 and 6 the wrong way round (stopped and zombie), and its
    // encode reads them back so. They are kept for its users' scripts; the number is what counts.
    task_state: [
      [1, 'Alive'],
      [3, 'Zombie'],
      [6, 'Stopped'],
    ],
  },
  sk: {
    family: [
      [1, 'UNIX'],
      [2, 'INET'],
      [10, 'INET6'],
      [16, 'NETLINK'],
      [17, 'PACKET'],
    ],
    type: [
      [1, 'STREAM'],
      [2, 'DGRAM'],
      [3, 'RAW'],
      [5, 'SEQPACKET'],
      [10, 'PACKET'],
    ],
    state: [
      [1, 'ESTABLISHED'],
      [2, 'SYN_SENT'],
      [3, 'SYN_RECV'],
      [4, 'FIN_WAIT1'],
      [5, 'FIN_WAIT2'],
      [6, 'TIME_WAIT'],
      [7, 'CLOSE'],
      [8, 'CLOSE_WAIT'],
      [9, 'LAST_ACK'],
      [10, 'LISTEN'],
    ],
    proto: [
      [0, 'IP'],
      [6, 'TCP'],
      [17, 'UDP'],
      [136, 'UDPLITE'],
    ],
  },
};

/**
 * An integer as crit's pretty form writes it: hex text, `major:minor`, names of flags, a word, or the
 * number itself.
 * @param hex the message that holds the field is marked as hex as a whole
 */
export function integerText<T extends number | bigint>(
  field: FieldDef,
  value: T,
  hex: boolean,
): T | string {
  const { pretty } = field;
  if (hex || pretty.hex === true) return hexText(value);
  if (pretty.dev === true) return deviceText(Number(value), pretty.odev === true);
  if (pretty.flags !== undefined) {
    const names = FLAGS[pretty.flags];
    return names === undefined ? hexText(value) : flagText(Number(value), names);
  }
  if (pretty.dict !== undefined) {
    const words = WORDS[pretty.dict]?.[field.name] ?? [];
    return words.find(([number]) => number === Number(value))?.[1] ?? value;
  }
  return value;
}

/** The integer of what integerText wrote, or of a decimal or 0x text; undefined for anything else. */
export function parseIntegerText(field: FieldDef, text: string): bigint | undefined {
  const { pretty } = field;
  if (pretty.dev === true && text.includes(':')) return parseDevice(text, pretty.odev === true);
  if (pretty.flags !== undefined && FLAGS[pretty.flags] !== undefined) {
    const names = [...(FLAGS[pretty.flags] ?? []), ...(MORE_FLAGS[pretty.flags] ?? [])];
    return parseFlags(text, names);
  }
  if (pretty.dict !== undefined) {
    const words = WORDS[pretty.dict]?.[field.name] ?? [];
    const found = words.find(([, word]) => word === text);
    if (found !== undefined) return BigInt(found[0]);
  }
  return parseInteger(text);
}

function hexText(value: number | bigint): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

function parseInteger(text: string): bigint | undefined {
  const match = /^(-?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(text.trim());
  if (match?.[2] === undefined) return undefined;
  const size = BigInt(match[2]);
  return match[1] === '-' ? -size : size;
}

/** All fields with named flags are uint32. */
function flagText(value: number, names: FlagNames): string {
  const words: string[] = [];
  let rest = value >>> 0;
  for (const [name, bit] of names) {
    if ((rest & bit) === 0) continue;
    words.push(name);
    rest = (rest & ~bit) >>> 0;
  }
  if (rest !== 0) words.push(`0x${rest.toString(16)}`);
  return words.join(' | ');
}

function parseFlags(text: string, names: FlagNames): bigint | undefined {
  if (text.trim() === '') return 0n;
  let value = 0n;
  for (const word of text.split('|').map((part) => part.trim())) {
    const bit = names.find(([name]) => name === word)?.[1] ?? parseInteger(word);
    if (bit === undefined) return undefined;
    value |= BigInt(bit);
  }
  return value;
}

/** The kernel's own dev_t has 20 minor bits; `old` is the layout that glibc's makedev gives. */
function deviceText(device: number, old: boolean): string {
  if (!old) return `${device >>> 20}:${device & 0xfffff}`;
  return `${(device >>> 8) & 0xfff}:${(device & 0xff) | ((device >>> 12) & 0xfff00)}`;
}

function parseDevice(text: string, old: boolean): bigint | undefined {
  const match = /^(\d+):(\d+)$/.exec(text.trim());
  if (match === null) return undefined;
  const major = BigInt(match[1] ?? 0);
  const minor = BigInt(match[2] ?? 0);
  if (major > 0xfffn || minor > 0xfffffn) return undefined;
  if (!old) return (major << 20n) | minor;
  return (major << 8n) | (minor & 0xffn) | ((minor & 0xfff00n) << 12n);
}
