import { namesOfBits, type BitNames } from '../bit-names.js';

/** Flags of open(2), as `flags:` in the kernel's /proc/PID/fdinfo/FD has them. */
export interface OpenFlags {
  readonly value: number;
  /** As the kernel writes it: octal with a leading zero. */
  readonly octal: string;
  /** The access mode, then the flags: `O_WRONLY`, `O_APPEND`. */
  readonly names: readonly string[];
}

const ACCESS_MODES = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'] as const;

/** asm-generic/fcntl.h; O_SYNC and O_TMPFILE hold a bit of O_DSYNC and O_DIRECTORY. */
const GENERIC: BitNames = [
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o400, 'O_NOCTTY'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4000, 'O_NONBLOCK'],
  [0o4010000, 'O_SYNC'],
  [0o10000, 'O_DSYNC'],
  [0o20000, 'FASYNC'],
  [0o40000, 'O_DIRECT'],
  [0o100000, 'O_LARGEFILE'],
  [0o20200000, 'O_TMPFILE'],
  [0o200000, 'O_DIRECTORY'],
  [0o400000, 'O_NOFOLLOW'],
  [0o1000000, 'O_NOATIME'],
  [0o2000000, 'O_CLOEXEC'],
  [0o10000000, 'O_PATH'],
];

const O_CLOEXEC = 0o2000000;

/** What an architecture has elsewhere (its asm/fcntl.h), by core_entry.mtype. */
const DIFFERENCES: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  2: arm(),
  3: arm(),
  4: { ...arm(), O_LARGEFILE: 0o200000, O_DIRECT: 0o400000 },
  6: {
    O_APPEND: 0x8,
    O_DSYNC: 0x10,
    O_NONBLOCK: 0x80,
    O_CREAT: 0x100,
    O_TRUNC: 0x200,
    O_EXCL: 0x400,
    O_NOCTTY: 0x800,
    FASYNC: 0x1000,
    O_LARGEFILE: 0x2000,
    O_SYNC: 0x4010,
    O_DIRECT: 0x8000,
  },
};

function arm(): Record<string, number> {
  return {
    O_DIRECTORY: 0o40000,
    O_NOFOLLOW: 0o100000,
    O_DIRECT: 0o200000,
    O_LARGEFILE: 0o400000,
    O_TMPFILE: 0o20040000,
  };
}

/**
 * @param value flags of the open file, as the images have them: without O_CLOEXEC
 * @param closeOnExec the descriptor's own flag, which the kernel shows among them
 * @param mtype the architecture, core_entry.mtype
 */
export function openFlags(value: number, closeOnExec: boolean, mtype?: number): OpenFlags {
  const all = (closeOnExec ? value | O_CLOEXEC : value) >>> 0;
  const mode = ACCESS_MODES[all & 3] ?? 'O_RDONLY';
  const others = DIFFERENCES[mtype ?? 0] ?? {};
  const table = GENERIC.map(([bits, name]) => [others[name] ?? bits, name] as const);
  return {
    value: all,
    octal: `0${all.toString(8)}`,
    names: [mode, ...namesOfBits((all & ~3) >>> 0, table)],
  };
}
