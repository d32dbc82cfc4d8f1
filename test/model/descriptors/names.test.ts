import { describe, expect, test } from 'vitest';
import { openFlags } from '../../../src/model/descriptors/open-flags.js';
import { signalName, signalsOfMask } from '../../../src/model/signal-names.js';

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

describe('signals', () => {
  test.each([
    [1, 'SIGHUP'],
    [9, 'SIGKILL'],
    [31, 'SIGSYS'],
    [32, 'SIG32'],
    [34, 'SIGRTMIN'],
    [49, 'SIGRTMIN+15'],
    [50, 'SIGRTMAX-14'],
    [64, 'SIGRTMAX'],
    [0, 'SIG0'],
    [99, 'SIG99'],
  ])('%i is %s', (signal, name) => {
    expect(signalName(signal)).toBe(name);
  });

  test('of MIPS have other numbers', () => {
    expect(signalName(10, 6)).toBe('SIGBUS');
    expect(signalName(16, 6)).toBe('SIGUSR1');
  });

  test('of a mask', () => {
    expect(signalsOfMask(0x8000000000010200n)).toEqual(['SIGUSR1', 'SIGCHLD', 'SIGRTMAX']);
    expect(signalsOfMask(0n)).toEqual([]);
  });
});
