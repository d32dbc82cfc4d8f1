import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gdb, readelf, testWith } from '../../support/gdb.js';
import { madeProcess } from '../../support/made-process.js';
import { runProgram } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();
let count = 0;
const freshDirectory = () => scratch.directory(`out-${count++}`, { './': '' });

const coredump = (...args: string[]) => runProgram('checkpointctl', ['coredump', ...args]);

/** Registers of an x86-64 thread that points nowhere. */
const SOME_REGISTERS = {
  thread_info: { clear_tid_addr: 0n, gpregs: { ip: 0x10000n, sp: 0x11000n } },
};

testWith(['readelf'], 'every page is where it belongs, whatever lies beside it', () => {
  // Runs of 1 to 300 pages with holes between them, over three regions side by side; 300 pages are
  // more than is read at once.
  const [start, pageCount] = [0x100000, 3000];
  const pagemap: { vaddr: bigint; nr_pages: bigint; flags: number }[] = [];
  const saved: number[] = [];
  for (let page = 0, seed = 1; page < pageCount;) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const count = Math.min(1 + (seed % 29 === 0 ? 299 : seed % 3), pageCount - page);
    pagemap.push({ vaddr: BigInt(start + page * 4096), nr_pages: BigInt(count), flags: 4 });
    for (let index = 0; index < count; index++) saved.push(page + index);
    page += count + (seed % 5 === 0 ? 0 : 1 + (seed % 4));
  }
  const contents = (page: number) => Buffer.alloc(4096, `page ${page} `);
  const region = (first: number, end: number, status: number) => ({
    ...{ start: BigInt(start + first * 4096), end: BigInt(start + end * 4096), pgoff: 0n },
    ...{ shmid: 9n, prot: 3, flags: 2, status },
  });
  const images = scratch.directory(
    'runs',
    madeProcess({
      march: 'X86_64',
      registers: SOME_REGISTERS,
      // The middle one is a mapped file, whose other pages have no bytes.
      vmas: [region(0, 1000, 0x201), region(1000, 2000, 0x41), region(2000, pageCount, 0x201)],
      pagemap,
      pages: Buffer.concat(saved.map(contents)),
    }),
  );
  const directory = freshDirectory();
  expect(coredump(images, '-o', directory)).toMatchObject({ status: 0, stderr: '' });
  const core = readFileSync(join(directory, 'core.1'));
  const rows = readelf('readelf', ['-lW', join(directory, 'core.1')]).matchAll(
    /^ +LOAD +0x(\w+) 0x(\w+) 0x\w+ 0x(\w+) /gm,
  );
  const segments = [...rows].map(([, ...row]) => row.map((word) => parseInt(word, 16)));
  const at = (page: number): Buffer | undefined => {
    const address = start + page * 4096;
    for (const [offset = 0, from = 0, size = 0] of segments) {
      const inside = address - from;
      if (inside >= 0 && inside < size) {
        return core.subarray(offset + inside, offset + inside + 4096);
      }
    }
    return undefined;
  };
  const isSaved = new Set(saved);
  for (let page = 0; page < pageCount; page++) {
    const inFile = page >= 1000 && page < 2000;
    const wanted = isSaved.has(page) ? contents(page) : inFile ? undefined : Buffer.alloc(4096);
    expect(at(page)?.equals(wanted ?? Buffer.alloc(0)), `page ${page}`).toBe(
      wanted === undefined ? undefined : true,
    );
  }
  expect(segments.length).toBeGreaterThan(20);
});

testWith(['readelf', 'gdb'], 'more than 65535 segments', () => {
  const regions = 66_000;
  const last = BigInt(0x10000 + (regions - 1) * 0x2000);
  const images = scratch.directory(
    'segments',
    madeProcess({
      march: 'X86_64',
      registers: SOME_REGISTERS,
      vmas: Array.from({ length: regions }, (_, index) => ({
        start: BigInt(0x10000 + index * 0x2000),
        end: BigInt(0x11000 + index * 0x2000),
        ...{ prot: 3, status: 0x201 },
      })),
      pagemap: [{ vaddr: last, nr_pages: 1n, flags: 4 }],
      pages: Buffer.alloc(4096, 'the last page\0'),
    }),
  );
  const directory = freshDirectory();
  expect(coredump(images, '-o', directory)).toMatchObject({ status: 0, stderr: '' });
  const core = join(directory, 'core.1');
  const header = readelf('readelf', ['-hW', core]);
  expect(header).toMatch(/Number of program headers: +65535 \(66001\)/);
  expect(readelf('readelf', ['-lW', core]).match(/^ +LOAD /gm)).toHaveLength(regions);
  const { stdout, complaints } = gdb(core, [`x/s 0x${last.toString(16)}`, 'x/4xb 0x10000']);
  expect(complaints).toEqual([]);
  expect(stdout).toContain('"the last page"');
  expect(stdout).toMatch(/^0x10000:\t0x00\t0x00\t0x00\t0x00$/m);
  expect(statSync(core).blocks * 512).toBeLessThan(8 * 1024 * 1024);
});

test('addresses that no 32-bit file can have are told', () => {
  const images = scratch.directory(
    'wide',
    madeProcess({
      march: 'X86_64',
      registers: { thread_info: { clear_tid_addr: 0n, gpregs: { ip: 0x10000n, mode: 2 } } },
      vmas: [
        { start: 0x10000n, end: 0x11000n, prot: 3, status: 0x201 },
        { start: 0x100000000n, end: 0x100001000n, prot: 3, status: 0x201 },
      ],
    }),
  );
  const run = coredump(images, '--list', '--format', 'json');
  expect(JSON.parse(run.stdout)).toMatchObject([
    {
      ...{ elf_class: 32, segments: 1 },
      missing: [{ reason: 'addresses that ELF32 does not have', bytes: 4096 }],
    },
  ]);
});

test('zeros beyond what a file system keeps are left out, and told', () => {
  const images = scratch.directory(
    'zeros',
    madeProcess({
      march: 'X86_64',
      registers: SOME_REGISTERS,
      vmas: [
        { start: 0x10000n, end: 0x11000n, prot: 3, status: 0x201 },
        { start: 0x100000000000n, end: 0x7f0000000000n, prot: 3, status: 0x201 },
      ],
    }),
  );
  const directory = freshDirectory();
  const run = coredump(images, '-o', directory);
  expect(run.status).toBe(0);
  expect(run.stderr).toContain(
    '111.0 TiB of memory are not in it: zeros, which would make the file',
  );
  expect(statSync(join(directory, 'core.1')).size).toBeLessThan(65536);
});
