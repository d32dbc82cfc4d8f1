import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { UserX86XsaveEntry } from '../../../src/criu/messages.generated.js';
import { xsaveArea, xsaveLayout } from '../../../src/analysis/core-dump/machines/xsave-area.js';
import { gdb, registerLines, testWith } from '../../support/gdb.js';
import { madeProcess } from '../../support/made-process.js';
import { runProgram } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();

const words = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + at);
const wides = (count: number, from: bigint) =>
  Array.from({ length: count }, (_, at) => from + BigInt(at));

/** All parts that CRIU saves, each with words of its own. */
const FULL = {
  xstate_bv: 0x2ffn,
  ymmh_space: words(64, 0x1000),
  bndreg_state: wides(8, 0x2000n),
  bndcsr_state: wides(2, 0x3000n),
  opmask_reg: wides(8, 0x4000n),
  zmm_upper: wides(64, 0x5000n),
  hi16_zmm: wides(128, 0x6000n),
  pkru: [0x55555554, 0],
} satisfies UserX86XsaveEntry;

function coreWith(name: string, xsave: UserX86XsaveEntry | undefined): string {
  const images = scratch.directory(
    name,
    madeProcess({
      march: 'X86_64',
      registers: {
        thread_info: {
          clear_tid_addr: 0n,
          gpregs: { ip: 0x1234n, sp: 0x5678n, flags: 0x246n, orig_ax: 7n, fs_base: 0x9an },
          fpregs: {
            ...{ cwd: 0x37f, swd: 0, twd: 0, fop: 0, rip: 0n, rdp: 0n, mxcsr: 0x1f80 },
            ...{ mxcsr_mask: 0xffff, st_space: words(32, 0x100), xmm_space: words(64, 0x200) },
            ...(xsave !== undefined && { xsave }),
          },
        },
      },
    }),
  );
  const run = runProgram('checkpointctl', ['coredump', images, '-o', `${images}.cores`]);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return join(`${images}.cores`, 'core.1');
}

testWith(['gdb'], 'gdb finds AVX, MPX, AVX-512 and PKRU at their offsets', () => {
  const { stdout, complaints } = gdb(coreWith('full', FULL), [
    'output/x $xmm1.v4_int32',
    'echo \\n',
    'output/x $ymm1.v8_int32',
    'echo \\n',
    'output/x $zmm1.v8_int64',
    'echo \\n',
    'output/x $zmm31.v8_int64',
    'echo \\n',
    'info registers k0 k7 pkru fs_base orig_rax',
  ]);
  expect(complaints).toEqual([]);
  expect(stdout).toContain('\n{0x204, 0x205, 0x206, 0x207}\n');
  expect(stdout).toContain('\n{0x204, 0x205, 0x206, 0x207, 0x1004, 0x1005, 0x1006, 0x1007}\n');
  expect(stdout).toContain(', 0x5004, 0x5005, 0x5006, 0x5007}\n');
  expect(stdout).toContain('\n{0x6078, 0x6079, 0x607a, 0x607b, 0x607c, 0x607d, 0x607e, 0x607f}\n');
  expect(stdout).toMatch(/^k0 +0x4000 /m);
  expect(stdout).toMatch(/^k7 +0x4007 /m);
  expect(stdout).toMatch(/^pkru +0x55555554 /m);
  expect(stdout).toMatch(/^fs_base +0x9a /m);
  expect(stdout).toMatch(/^orig_rax +0x7 /m);
});

testWith(['gdb'], 'the registers command shows the same as gdb, the mask registers too', () => {
  const core = coreWith('masks', FULL);
  const own = runProgram('checkpointctl', ['registers', core.replace(/\.cores\/.*/, '')]);
  const lines = registerLines(gdb(core, ['info registers']).stdout);
  expect(lines).toEqual(registerLines(own.stdout));
  expect(lines.filter((line) => line.startsWith('k'))).toHaveLength(8);
});

// Sizes by X86_XSTATE_*_SIZE of gdb, for the parts that a processor may have.
test.each([
  ['SSE', {}, 0x3, 576],
  ['AVX', { ymmh_space: FULL.ymmh_space }, 0x7, 832],
  ['MPX', { ymmh_space: FULL.ymmh_space, bndreg_state: FULL.bndreg_state }, 0x1f, 1088],
  ['AVX-512', { ymmh_space: FULL.ymmh_space, opmask_reg: FULL.opmask_reg }, 0xe7, 2688],
  ['PKRU without AVX-512', { ymmh_space: FULL.ymmh_space, pkru: FULL.pkru }, 0x207, 2696],
  ['all', FULL, 0x2ff, 2696],
] as const)('%s has its XCR0 and its size', (_, xsave, xcr0, size) => {
  const area = Buffer.from(xsaveArea({}, { xstate_bv: 0xffffn, ...xsave }));
  expect(area.length).toBe(size);
  expect(area.readBigUInt64LE(464)).toBe(BigInt(xcr0));
  expect(area.readBigUInt64LE(512)).toBe(BigInt(xcr0));
});

test('the note on the layout tells number, size and offset of each part', () => {
  const bytes = Buffer.from(xsaveLayout(FULL));
  const rows = Array.from({ length: bytes.length / 16 }, (_, row) =>
    [0, 4, 8, 12].map((at) => bytes.readUInt32LE(16 * row + at)),
  );
  expect(rows).toEqual([
    [2, 256, 576, 0],
    [3, 64, 960, 0],
    [4, 64, 1024, 0],
    [5, 64, 1088, 0],
    [6, 512, 1152, 0],
    [7, 1024, 1664, 0],
    [9, 8, 2688, 0],
  ]);
  expect(xsaveLayout({ xstate_bv: 3n })).toHaveLength(0);
});

testWith(['gdb'], 'the same processors without complaints', () => {
  for (const [name, xsave] of Object.entries({
    none: undefined,
    sse: { xstate_bv: 3n },
    avx: { xstate_bv: 7n, ymmh_space: FULL.ymmh_space },
    pkru: { xstate_bv: 0x207n, ymmh_space: FULL.ymmh_space, pkru: FULL.pkru },
  })) {
    const { stdout, complaints } = gdb(coreWith(name, xsave), ['output/x $xmm15.v4_int32']);
    expect(complaints).toEqual([]);
    expect(stdout).toContain('{0x23c, 0x23d, 0x23e, 0x23f}');
  }
});
