import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { carvedFiles } from '../../../src/analysis/recover/kinds/carved-files.js';
import { programFiles } from '../../../src/analysis/recover/kinds/executables.js';
import type { Part, RecoverContext, Recovered } from '../../../src/analysis/recover/recovered.js';
import { DEFAULT_LIMITS } from '../../../src/archive/limits.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { VmaStatus } from '../../../src/model/vmas.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { madeProcess } from '../../support/made-process.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();
const PAGE = 0x1000;
const BASE = 0x10000000n;

/** A file of two segments, the second of which is loaded elsewhere than it lies, and three sections behind them. */
function elfFile(): Buffer {
  const file = Buffer.alloc(0x12c0);
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(3, 16);
  file.writeUInt16LE(62, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(64n, 32);
  file.writeBigUInt64LE(0x1200n, 40);
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, 2],
    [58, 64],
    [60, 3],
    [62, 0],
  ] as const) {
    file.writeUInt16LE(value, at);
  }
  const load = (at: number, offset: bigint, address: bigint, size: bigint): void => {
    file.writeUInt32LE(1, at);
    file.writeUInt32LE(5, at + 4);
    file.writeBigUInt64LE(offset, at + 8);
    file.writeBigUInt64LE(address, at + 16);
    file.writeBigUInt64LE(address, at + 24);
    file.writeBigUInt64LE(size, at + 32);
    file.writeBigUInt64LE(size, at + 40);
    file.writeBigUInt64LE(0x1000n, at + 48);
  };
  load(64, 0n, 0n, 0x1000n);
  load(120, 0x1000n, 0x3000n, 0x100n);
  file.fill('A', 0x200, 0x300);
  file.fill('B', 0x1000, 0x1100);
  file.writeUInt32LE(1, 0x1244);
  file.writeUInt32LE(1, 0x1284);
  return file;
}

/** Anonymous memory with pages at addresses. */
function contextOf(pages: readonly (readonly [bigint, Buffer])[]): RecoverContext {
  const status = VmaStatus.regular | (1 << 9);
  const vmas = [{ start: BASE, end: BASE + 0x10000n, prot: 7, flags: 0x22, status, fd: -1n }];
  const files = madeProcess({
    march: 'X86_64',
    registers: {},
    vmas,
    pagemap: pages.map(([vaddr, bytes]) => ({
      vaddr,
      nr_pages: BigInt(bytes.length / PAGE),
      compat_nr_pages: 0,
      flags: 4,
    })),
    pages: Buffer.concat(pages.map(([, bytes]) => bytes)),
  });
  const view = viewMemory(madeCheckpoint(files));
  return { view, limits: DEFAULT_LIMITS, wants: () => true };
}

function programsIn(pages: Parameters<typeof contextOf>[0]): Recovered[] {
  return [...programFiles(contextOf(pages))];
}

async function contentOf({ size = 0, parts }: Recovered): Promise<Buffer> {
  const file = Buffer.alloc(Number(size));
  for await (const { at, bytes } of parts() as AsyncIterable<Part>) file.set(bytes, at);
  return file;
}

function padded(bytes: Buffer, before = 0): Buffer {
  const length = Math.ceil((before + bytes.length) / PAGE) * PAGE;
  return Buffer.concat([Buffer.alloc(before), bytes], length);
}

describe('ELF files in memory', () => {
  const file = elfFile();

  test('a loaded one is put together from its segments, without sections', async () => {
    const [program, ...others] = programsIn([
      [BASE, padded(file.subarray(0, PAGE))],
      [BASE + 0x3000n, padded(file.subarray(PAGE, 0x1100))],
    ]);
    if (program === undefined) throw new Error('nothing was found');
    expect(others).toEqual([]);
    expect(program).toMatchObject({ size: 0x1100, missing: [], isProgram: true });
    expect(program.source).toMatchObject({ pids: [1], address: BASE });
    const content = await contentOf(program);
    const expected = Buffer.from(file.subarray(0, 0x1100));
    expected.fill(0, 40, 48);
    expected.fill(0, 60, 64);
    expect(content.equals(expected)).toBe(true);
    const path = scratch.file('loaded.bin', content);
    const readelf = spawnSync('readelf', ['-lW', path], { encoding: 'utf8' });
    if (readelf.error === undefined) {
      expect(readelf.stderr).toBe('');
      expect(readelf.stdout).toMatch(/LOAD +0x001000 0x0+3000/);
    }
  });

  test('a copy of the file comes back as it was, wherever in a page it begins', async () => {
    const [program, ...others] = programsIn([[BASE, padded(file, 0x123)]]);
    if (program === undefined) throw new Error('nothing was found');
    expect(others).toEqual([]);
    expect(program.source.address).toBe(BASE + 0x123n);
    expect((await contentOf(program)).equals(file)).toBe(true);
  });

  test('a segment that is not there is a hole, and told', () => {
    const far = Buffer.from(file.subarray(0, PAGE));
    far.writeBigUInt64LE(0x100000n, 120 + 16);
    const [program] = programsIn([[BASE, far]]);
    expect(program?.missing).toEqual([{ start: 0x1000n, end: 0x1100n, why: 'not mapped' }]);
  });

  test('what only begins as one is none', () => {
    const wrong = Buffer.from(file.subarray(0, PAGE));
    wrong.writeUInt16LE(57, 54);
    expect(programsIn([[BASE, wrong]])).toEqual([]);
    const fragment = Buffer.alloc(PAGE);
    fragment.write('\x7fELF', 0xffc, 'latin1');
    expect(programsIn([[BASE, fragment]])).toEqual([]);
  });
});

describe('a program whose header was wiped', () => {
  /** Strings, symbols, and a dynamic section that leads to them: from the image's beginning, or at addresses. */
  function pagesOf(bias: bigint): Parameters<typeof contextOf>[0] {
    const first = Buffer.alloc(PAGE);
    first.write('\0libevil.so\0run\0', 0x300, 'latin1');
    // Elf64_Sym: the first is STN_UNDEF, the second a global function.
    first.writeUInt32LE(12, 0x218);
    first[0x21c] = 0x12;
    first.writeUInt16LE(1, 0x21e);
    first.writeBigUInt64LE(0x1000n, 0x220);
    const data = Buffer.alloc(PAGE);
    const tags = [
      [1n, 1n],
      [4n, bias + 0x280n],
      [5n, bias + 0x300n],
      [6n, bias + 0x200n],
      [10n, 16n],
      [11n, 24n],
      [0n, 0n],
    ];
    // DT_HASH: one bucket, two symbols.
    for (const [at, word] of [1, 2, 1, 0, 0].entries()) first.writeUInt32LE(word, 0x280 + 4 * at);
    for (const [at, word] of tags.flat().entries()) data.writeBigUInt64LE(word, 0x100 + 8 * at);
    return [
      [BASE, first],
      [BASE + 0x1000n, Buffer.alloc(PAGE, 0xc3)],
      [BASE + 0x2000n, data],
    ];
  }

  test.each([
    ['from its beginning', 0n, 0x2100n],
    ['at addresses of memory', BASE, BASE + 0x2100n],
  ])('gets one anew, its tables told %s', async (_how, bias, dynamic) => {
    const [program, ...others] = programsIn(pagesOf(bias));
    if (program === undefined) throw new Error('nothing was found');
    expect(others).toEqual([]);
    expect(program.name).toBe('1-10000000-rebuilt');
    expect(program.source).toMatchObject({ pids: [1], address: BASE });
    const content = await contentOf(program);
    expect(content.subarray(0x1000, 0x2000).equals(Buffer.alloc(PAGE, 0xc3))).toBe(true);
    const path = scratch.file('rebuilt.bin', content);
    const readelf = spawnSync('readelf', ['-lWd', '--use-dynamic', '-s', path], {
      encoding: 'utf8',
    });
    if (readelf.error !== undefined) return;
    expect(readelf.stderr).toBe('');
    expect(readelf.stdout).toContain('Shared library: [libevil.so]');
    expect(readelf.stdout).toMatch(/LOAD +0x000000 .* RWE /);
    expect(readelf.stdout).toMatch(new RegExp(`DYNAMIC +0x002100 0x0*${dynamic.toString(16)} `));
    expect(readelf.stdout).toMatch(/FUNC +GLOBAL DEFAULT +1 run/);
  });

  test('is told only where the tables are what they are said to be', () => {
    const [first, ...others] = pagesOf(0n);
    if (first === undefined) throw new Error();
    // The first symbol and the first string are all zeros.
    for (const at of [0x200, 0x300]) {
      const changed = Buffer.from(first[1]);
      changed[at] = 1;
      expect(programsIn([[first[0], changed], ...others])).toEqual([]);
    }
  });
});

test('files of known formats are found where they lie whole in memory', async () => {
  const packed = gzipSync('carved');
  const pem = Buffer.from('-----BEGIN X-----\nAAAA\n-----END X-----\n');
  const page = Buffer.alloc(PAGE);
  page.set(packed, 0x77);
  page.set(pem, 0x300);
  // Its end is on a page that is not there.
  page.set(pem.subarray(0, 20), PAGE - 20);
  const files = [...carvedFiles(contextOf([[BASE, page]]))];
  expect(files.map(({ name, source }) => [name, source.address])).toEqual([
    ['1-10000077.gz', BASE + 0x77n],
    ['1-10000300.pem', BASE + 0x300n],
  ]);
  expect(await Promise.all(files.map(contentOf))).toEqual([packed, pem]);
});
