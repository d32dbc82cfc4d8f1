import { describe, expect, test } from 'vitest';
import { openFlags } from '../../../src/model/descriptors/open-flags.js';

describe('open flags', () => {
  test.each([
    [0o100002, false, undefined, '0100002', 'O_RDWR O_LARGEFILE'],
    [0o102001, true, 1, '02102001', 'O_WRONLY O_APPEND O_LARGEFILE O_CLOEXEC'],
    [0, false, 1, '00', 'O_RDONLY'],
    [0o4010000, false, 1, '04010000', 'O_RDONLY O_SYNC'],
    [0o10000, false, 1, '010000', 'O_RDONLY O_DSYNC'],
    [0o20200002, false, 1, '020200002', 'O_RDWR O_TMPFILE'],
    [0o40000000, false, 1, '040000000', 'O_RDONLY 0x800000'],
    // asm/fcntl.h of arm64, powerpc and mips have these bits elsewhere.
    [0o440000, false, 3, '0440000', 'O_RDONLY O_LARGEFILE O_DIRECTORY'],
    [0o200000, false, 4, '0200000', 'O_RDONLY O_LARGEFILE'],
    [0x2088, false, 6, '020210', 'O_RDONLY O_APPEND O_NONBLOCK O_LARGEFILE'],
  ])('%o, close-on-exec %s, architecture %s', (value, closeOnExec, mtype, octal, names) => {
    const flags = openFlags(value, closeOnExec, mtype);
    expect(flags.octal).toBe(octal);
    expect(flags.names.join(' ')).toBe(names);
  });
});
