import { join } from 'node:path';
import { expect } from 'vitest';
import { writeMessage } from '../../../src/criu/write-message.js';
import { gdb, readelf, testWith } from '../../support/gdb.js';
import { madeProcess } from '../../support/made-process.js';
import { runProgram } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';
import { entry, imageBytes } from '../../support/wire.js';

const scratch = new Scratch();
const PAGE = 4096;

/** A file of two and a half pages; the process has changed the second one. */
const FILE = Buffer.concat([
  Buffer.alloc(PAGE, 'first page\0'),
  Buffer.alloc(PAGE, 'second page\0'),
  Buffer.alloc(PAGE / 2, 'third page\0'),
]);

function images(name = '/lib/made.so'): string {
  const reg = { id: 9, flags: 0, pos: 0n, name, size: BigInt(FILE.length) };
  return scratch.directory('images', {
    ...madeProcess({
      march: 'X86_64',
      registers: { thread_info: { clear_tid_addr: 0n, gpregs: { ip: 0x10000n, sp: 0x10000n } } },
      vmas: [
        {
          ...{ start: 0x10000n, end: 0x14000n, pgoff: 0n, shmid: 9n, prot: 5, flags: 2 },
          status: 0x41,
        },
      ],
      pagemap: [{ vaddr: 0x11000n, nr_pages: 1n, flags: 4 }],
      pages: Buffer.alloc(PAGE, 'changed page\0'),
    }),
    'files.img': imageBytes('FILES', [entry(writeMessage('file_entry', { type: 1, id: 9, reg }))]),
  });
}

const READS = ['x/s 0x10000', 'x/s 0x11000', 'x/s 0x12000', 'x/8xb 0x127fc'];

function dump(...args: readonly string[]) {
  const directory = images();
  const run = runProgram('checkpointctl', [
    ...['coredump', directory, '--force', '-o', `${directory}.cores`, ...args],
  ]);
  return { run, core: join(`${directory}.cores`, 'core.1') };
}

/** Address, and bytes in the file and in memory, of each PT_LOAD. */
function segmentsOf(core: string): string[] {
  const rows = readelf('readelf', ['-lW', core]).matchAll(
    /^ +LOAD +\w+ 0x0*(\w+) \w+ 0x0*(\w*) 0x0*(\w*) /gm,
  );
  return [...rows].map(([, ...row]) => row.join(' '));
}

testWith(['gdb', 'readelf'], 'pages of a mapped file have no bytes; gdb takes them from it', () => {
  const { run, core } = dump();
  expect(run).toMatchObject({ stderr: '', status: 0 });
  expect(segmentsOf(core)).toEqual(['10000  1000', '11000 1000 3000']);
  const root = scratch.directory('debugger', { 'lib/made.so': FILE });
  const { stdout } = gdb(core, READS, { sysroot: root });
  expect(stdout).toContain('0x10000:\t"first page"');
  expect(stdout).toContain('0x11000:\t"changed page"');
  expect(stdout).toContain('0x12000:\t"third page"');
});

testWith(['gdb', 'readelf'], 'a sysroot with the very same file puts them in', () => {
  const root = scratch.directory('root', { 'lib/made.so': FILE });
  const { run, core } = dump('--sysroot', root);
  expect(run).toMatchObject({ stderr: '', status: 0 });
  const { stdout } = gdb(core, READS);
  expect(stdout).toContain('0x10000:\t"first page"');
  expect(stdout).toContain('0x11000:\t"changed page"');
  expect(stdout).toContain('0x12000:\t"third page"');
  // The page in which the file ends is filled with zeros, and behind it is nothing.
  expect(segmentsOf(core)).toEqual(['10000 3000 4000']);
  expect(stdout).toMatch(/^0x127fc:(?:\t0x\w\w){4}(?:\t0x00){4}$/m);
});

testWith(['readelf'], 'a file that is another one is not taken', () => {
  const root = scratch.directory('other', { 'lib/made.so': FILE.subarray(0, PAGE) });
  const { run, core } = dump('--sysroot', root);
  expect(run.stderr).toBe(
    `Note: ${core}: /lib/made.so: not dumped: page of a mapped file; the one in the sysroot is another\n`,
  );
  expect(segmentsOf(core)).toEqual(['10000  1000', '11000 1000 3000']);
  const empty = dump('--sysroot', scratch.directory('empty', { './': '' }));
  expect(empty.run.stderr).toContain('that the sysroot does not have\n');
});

testWith(['gdb'], 'a forged path with a NUL in it does not spoil the note on files', () => {
  const directory = images('/lib/made\0.so');
  const run = runProgram('checkpointctl', [
    ...['coredump', directory, '--force', '-o', `${directory}.cores`],
  ]);
  expect(run).toMatchObject({ stderr: '', status: 0 });
  const { complaints, stdout } = gdb(join(`${directory}.cores`, 'core.1'), [
    'info proc mappings',
    'x/s 0x11000',
  ]);
  expect(complaints).toEqual([]);
  expect(stdout).toContain('"changed page"');
});
