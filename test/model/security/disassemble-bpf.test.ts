import { describe, expect, test } from 'vitest';
import { disassembleBpf } from '../../../src/model/security/disassemble-bpf.js';
import { AuditArch } from '../../../src/model/security/system-calls.js';

type Row = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

function program(rows: readonly Row[], bigEndian = false): Buffer {
  return Buffer.concat(
    rows.map(([code, jumpTrue, jumpFalse, operand]) => {
      const bytes = Buffer.alloc(8);
      if (bigEndian) bytes.writeUInt16BE(code);
      else bytes.writeUInt16LE(code);
      bytes.writeUInt8(jumpTrue, 2);
      bytes.writeUInt8(jumpFalse, 3);
      if (bigEndian) bytes.writeUInt32BE(operand, 4);
      else bytes.writeUInt32LE(operand, 4);
      return bytes;
    }),
  );
}

function texts(rows: readonly Row[], bigEndian = false, arch?: number): string[] {
  const lines = disassembleBpf(program(rows, bigEndian), { bigEndian, arch });
  return lines.map(({ text }) => text);
}

test('a whitelist as libseccomp makes them', () => {
  expect(
    texts([
      [0x20, 0, 0, 4],
      [0x15, 0, 5, 0xc000003e],
      [0x20, 0, 0, 0],
      [0x35, 0, 1, 0x40000000],
      [0x15, 0, 2, 0xffffffff],
      [0x15, 1, 0, 59],
      [0x15, 0, 0, 257],
      [0x06, 0, 0, 0x7fff0000],
      [0x06, 0, 0, 0],
    ]),
  ).toEqual([
    'A = arch',
    'if (A != ARCH_X86_64) goto 0007',
    'A = sys_number',
    'if (A < 0x40000000) goto 0005',
    'if (A != 0xffffffff) goto 0007',
    'if (A == execve) goto 0007',
    'if (A == openat) goto 0007',
    'return ALLOW',
    'return KILL',
  ]);
});

test('names follow the architecture that the program compared', () => {
  const rows: Row[] = [
    [0x20, 0, 0, 4],
    [0x15, 0, 3, AuditArch.I386],
    [0x20, 0, 0, 0],
    [0x15, 0, 3, 11],
    [0x06, 0, 0, 0x50001],
    [0x20, 0, 0, 0],
    [0x15, 0, 0, 11],
    [0x06, 0, 0, 0x7fff0000],
  ];
  expect(texts(rows, false, AuditArch.X86_64)).toMatchObject({
    3: 'if (A != execve) goto 0007',
    6: 'if (A == munmap) goto 0007',
  });
  expect(texts(rows)[6]).toBe('if (A == 0xb) goto 0007');
});

test('every instruction that a filter may have', () => {
  expect(
    texts([
      [0x00, 0, 0, 5],
      [0x20, 0, 0, 16],
      [0x20, 0, 0, 20],
      [0x20, 0, 0, 60],
      [0x20, 0, 0, 8],
      [0x20, 0, 0, 12],
      [0x60, 0, 0, 3],
      [0x80, 0, 0, 0],
      [0x01, 0, 0, 7],
      [0x61, 0, 0, 2],
      [0x02, 0, 0, 1],
      [0x03, 0, 0, 4],
      [0x54, 0, 0, 0xff],
      [0x0c, 0, 0, 0],
      [0x84, 0, 0, 0],
      [0x07, 0, 0, 0],
      [0x87, 0, 0, 0],
      [0x05, 0, 0, 2],
      [0x1d, 1, 2, 0],
      [0x45, 0, 1, 0x10],
      [0x16, 0, 0, 0],
    ]),
  ).toEqual([
    'A = 0x5',
    'A = args[0]',
    'A = args[0] >> 32',
    'A = args[5] >> 32',
    'A = instruction_pointer',
    'A = instruction_pointer >> 32',
    'A = mem[3]',
    'A = sizeof(struct seccomp_data)',
    'X = 0x7',
    'X = mem[2]',
    'mem[1] = A',
    'mem[4] = X',
    'A &= 0xff',
    'A += X',
    'A = -A',
    'X = A',
    'A = X',
    'goto 0020',
    'if (A == X) goto 0020 else goto 0021',
    'if (!(A & 0x10)) goto 0021',
    'return A',
  ]);
});

test.each([
  [0x80000000, 'KILL_PROCESS'],
  [0x00030000, 'TRAP'],
  [0x00050000, 'ERRNO(0)'],
  [0x0005005f, 'ERRNO(95)'],
  [0x7fc00000, 'USER_NOTIF'],
  [0x7ff00007, 'TRACE(7)'],
  [0x7ffc0000, 'LOG'],
  [0x12340000, '0x12340000'],
])('the answer 0x%x', (operand, text) => {
  expect(texts([[0x06, 0, 0, operand]])).toEqual([`return ${text}`]);
});

test('a big-endian program: the upper half comes first', () => {
  const rows: Row[] = [
    [0x20, 0, 0, 16],
    [0x20, 0, 0, 20],
    [0x06, 0, 0, 0x7fff0000],
  ];
  expect(texts(rows, true)).toEqual(['A = args[0] >> 32', 'A = args[0]', 'return ALLOW']);
});

describe('forged programs', () => {
  test('jumps behind the end, unknown codes, half an instruction', () => {
    expect(
      texts([
        [0x05, 0, 0, 0xffffffff],
        [0x15, 255, 255, 1],
        [0xfff4, 0, 0, 0],
      ]),
    ).toEqual([
      'goto 4294967296',
      'if (A == 0x1) goto 0257 else goto 0257',
      'unknown instruction 0xfff4',
    ]);
    expect(disassembleBpf(Buffer.alloc(15), { bigEndian: false, arch: undefined })).toHaveLength(1);
    expect(disassembleBpf(Buffer.alloc(0), { bigEndian: false, arch: undefined })).toEqual([]);
  });
});
