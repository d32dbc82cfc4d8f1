import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gdb, readelf, testWith } from '../../support/gdb.js';
import { madeProcess } from '../../support/made-process.js';
import { runHere } from '../../support/run-here.js';
import { Scratch } from '../../support/scratch.js';
import { ARCHITECTURES, narrow, wide } from './architectures.js';

const scratch = new Scratch();

interface Made {
  readonly core: string;
  readonly images: string;
}

/** VFP, NEON and VFPv3 of 32-bit ARM, without which gdb looks for no such registers. */
const HWCAP = (1n << 6n) | (1n << 12n) | (1n << 13n);

const made = new Map<string, Promise<Made>>();

function coreOf(name: string): Promise<Made> {
  const core = made.get(name) ?? makeCore(name);
  made.set(name, core);
  return core;
}

async function makeCore(name: string): Promise<Made> {
  const architecture = ARCHITECTURES[name];
  if (architecture === undefined) throw new Error(`no ${name}`);
  const images = scratch.directory(
    name,
    madeProcess({
      ...architecture,
      mm: { mm_saved_auxv: [16n, name === 'arm' ? HWCAP : 0n, 6n, 4096n, 0n, 0n] },
      vmas: [{ start: 0x10000n, end: 0x12000n, status: 1, prot: 3 }],
      pagemap: [{ vaddr: 0x11000n, nr_pages: 1n, flags: 4 }],
      pages: Buffer.alloc(4096, 'A'),
      threads: [{ tid: 2, registers: architecture.registers }],
    }),
  );
  const run = await runHere('checkpointctl', ['coredump', images, '-o', `${images}.cores`]);
  expect(run, run.stderr).toMatchObject({ status: 0, stderr: '' });
  return { core: join(`${images}.cores`, 'core.1'), images };
}

interface Register {
  readonly name: string;
  readonly value_hex: string;
}

async function registersOf(images: string): Promise<Register[]> {
  const { stdout } = await runHere('checkpointctl', [
    'registers',
    images,
    '-p',
    '1',
    '--format',
    'json',
  ]);
  const [row] = JSON.parse(stdout) as { registers: Register[] }[];
  return row?.registers ?? [];
}

/** What gdb calls a number that is 1.5 in each of them, and one that is -2.25. */
const FLOATS: Readonly<Record<string, readonly [string, string]>> = {
  aarch64: ['$v31.d.f[0]', '$v0.d.f[1]'],
  arm: ['$d0', '$d31'],
  ppc64le: ['$f0', '$f31'],
  s390x: ['$f0', '$f15'],
  riscv64: ['$ft0.double', '$ft11.double'],
  mips64el: ['$f0', '$f31'],
  mips64: ['$f0', '$f31'],
};

const MACHINES: Readonly<Record<string, RegExp>> = {
  aarch64: /ELF64[^]*little[^]*AArch64/,
  arm: /ELF32[^]*little[^]*ARM/,
  ppc64le: /ELF64[^]*little[^]*PowerPC64[^]*abiv2/,
  s390x: /ELF64[^]*big[^]*S\/390/,
  riscv64: /ELF64[^]*little[^]*RISC-V[^]*double-float/,
  loongarch64: /ELF64[^]*little[^]*LoongArch/,
  mips64: /ELF64[^]*big[^]*MIPS[^]*mips64r2/,
  mips64el: /ELF64[^]*little[^]*MIPS[^]*mips64r2/,
};

describe.each(Object.keys(FLOATS))('%s', (name) => {
  testWith(['gdb-multiarch'], 'gdb shows the registers that were put in', async () => {
    const { core, images } = await coreOf(name);
    const registers = (await registersOf(images)).filter(({ name: each }) => each !== 'zero');
    expect(registers.length).toBeGreaterThan(16);
    const [plus = '', minus = ''] = FLOATS[name] ?? [];
    const shown = gdb(
      core,
      [
        ...registers.map((each) => `printf "${each.name} = 0x%lx\\n", $${each.name}`),
        `print ${plus}`,
        `print ${minus}`,
        'x/4xb 0x11ffc',
        'x/4xb 0x10000',
        'info threads',
        'info auxv',
      ],
      { reader: 'gdb-multiarch' },
    );
    expect(shown.complaints).toEqual([]);
    expect(shown.stdout.match(/^\w+ = 0x\w+$/gm)).toEqual(
      registers.map((each) => `${each.name} = ${each.value_hex}`),
    );
    expect(shown.stdout).toMatch(/^\$1 = 1\.5$/m);
    expect(shown.stdout).toMatch(/^\$2 = -2\.25$/m);
    expect(shown.stdout).toMatch(/^0x11ffc:\t0x41\t0x41\t0x41\t0x41$/m);
    expect(shown.stdout).toMatch(/^0x10000:\t0x00\t0x00\t0x00\t0x00$/m);
    expect(shown.stdout.match(/^[* ] \d+ .*LWP \d+/gm)).toHaveLength(2);
    expect(shown.stdout).toMatch(/AT_PAGESZ .* 4096$/m);
  });
});

describe.each(Object.entries(MACHINES))('%s', (name, header) => {
  testWith(['readelf', 'eu-readelf'], 'other readers find no fault', async () => {
    const { core } = await coreOf(name);
    expect(readelf('readelf', ['-hlnW', core])).toMatch(header);
    expect(readelf('eu-readelf', ['-ln', core])).toContain('PRSTATUS');
  });
});

// gdb 13 of Debian knows no LoongArch: the bytes by struct user_pt_regs and user_fp_state.
test('loongarch64: registers at the offsets of the kernel headers', async () => {
  const bytes = readFileSync((await coreOf('loongarch64')).core);
  const prstatus = descriptor(bytes, 1);
  expect(prstatus.length).toBe(112 + 360 + 8);
  for (let index = 0; index < 32; index++) {
    expect(prstatus.readBigUInt64LE(112 + 8 * index)).toBe(wide(index));
  }
  expect(prstatus.readBigUInt64LE(112 + 8 * 33)).toBe(wide(0x40));
  const float = descriptor(bytes, 2);
  expect(float.length).toBe(272);
  expect(float.readDoubleLE(0)).toBe(1.5);
  expect(float.readDoubleLE(31 * 8)).toBe(-2.25);
  expect(float.readBigUInt64LE(256)).toBe(0x0001000100010001n);
  expect(float.readUInt32LE(264)).toBe(3);
});

test('the values are those that were made', async () => {
  const registers = new Map(
    (await registersOf((await coreOf('arm')).images)).map(({ name, value_hex }) => [
      name,
      BigInt(value_hex),
    ]),
  );
  expect(registers.get('r12')).toBe(BigInt(narrow(12)));
  expect(registers.get('pc')).toBe(BigInt(narrow(0x40)));
});

/** Contents of the first note of a type in a little-endian 64-bit core. */
function descriptor(core: Buffer, type: number): Buffer {
  const start = Number(core.readBigUInt64LE(64 + 8));
  const end = start + Number(core.readBigUInt64LE(64 + 32));
  for (let at = start; at < end;) {
    const [nameSize, size] = [core.readUInt32LE(at), core.readUInt32LE(at + 4)];
    const content = at + 12 + 4 * Math.ceil(nameSize / 4);
    if (core.readUInt32LE(at + 8) === type) return core.subarray(content, content + size);
    at = content + 4 * Math.ceil(size / 4);
  }
  throw new Error(`no note ${type}`);
}
