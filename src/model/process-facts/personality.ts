import { namesOfBits, type BitNames } from '../bit-names.js';

/** How the kernel treats the program (personality(2)). */
export interface Personality {
  readonly value: number;
  /** `PER_LINUX` or `PER_LINUX32` for what is usual, and the bits that change it. */
  readonly names: readonly string[];
}

const DOMAINS: Readonly<Record<number, string>> = { 0: 'PER_LINUX', 8: 'PER_LINUX32' };

// include/uapi/linux/personality.h
const FLAGS: BitNames = [
  [0x0020000n, 'UNAME26'],
  [0x0040000n, 'ADDR_NO_RANDOMIZE'],
  [0x0080000n, 'FDPIC_FUNCPTRS'],
  [0x0100000n, 'MMAP_PAGE_ZERO'],
  [0x0200000n, 'ADDR_COMPAT_LAYOUT'],
  [0x0400000n, 'READ_IMPLIES_EXEC'],
  [0x0800000n, 'ADDR_LIMIT_32BIT'],
  [0x1000000n, 'SHORT_INODE'],
  [0x2000000n, 'WHOLE_SECONDS'],
  [0x4000000n, 'STICKY_TIMEOUTS'],
  [0x8000000n, 'ADDR_LIMIT_3GB'],
];

/** @param value task_core_entry.personality */
export function personalityOf(value: number): Personality {
  const domain = value & 0xff;
  const bits = BigInt(value) & ~0xffn;
  const name = DOMAINS[domain] ?? `domain ${domain}`;
  return { value, names: [name, ...namesOfBits(bits, FLAGS)] };
}
