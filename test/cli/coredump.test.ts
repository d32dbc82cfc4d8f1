import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { madeProcess } from '../support/made-process.js';
import { runWhole } from '../support/run-here.js';
import { runProgram } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;
const freshDirectory = () => scratch.directory(`out-${count++}`, { './': '' });

const coredump = (...args: string[]) => runWhole('checkpointctl', ['coredump', ...args]);

/** Registers of an x86-64 thread that points nowhere. */
const SOME_REGISTERS = {
  thread_info: { clear_tid_addr: 0n, gpregs: { ip: 0x10000n, sp: 0x11000n } },
};

describe('files', () => {
  test('are for their owner only, in a directory that is made for them', async () => {
    const directory = join(freshDirectory(), 'new/cores');
    const run = await coredump('app.tar.gz', '-o', directory);
    expect(run.status).toBe(0);
    expect(run.stderr).toBe(
      'Note: process 12 has ended: it has no memory and no registers, so no core\n',
    );
    expect(readdirSync(directory).sort()).toEqual(['core.1', 'core.11', 'core.7']);
    expect(lstatSync(directory).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(directory)) {
      expect(lstatSync(join(directory, file)).mode & 0o7777).toBe(0o600);
    }
    expect(run.stdout.split('\n')[1]).toMatch(
      /core\.7: python3, 4 threads, 33\.0 MiB, .* on disk$/,
    );
  });

  test('that are there are kept, unless --force is given', async () => {
    const directory = freshDirectory();
    const file = join(directory, 'core.7');
    writeFileSync(file, 'mine');
    const refused = await coredump('article-crio.tar', '-o', directory);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toBe(`Error: ${file}: exists already; --force replaces it\n`);
    expect(readFileSync(file, 'latin1')).toBe('mine');
    expect(readdirSync(directory).sort()).toEqual(['core.1', 'core.7', 'core.8']);

    expect((await coredump('article-crio.tar', '-o', directory, '--force')).status).toBe(0);
    expect(readFileSync(file).subarray(0, 4).toString('latin1')).toBe('\x7fELF');
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toHaveLength(3);
  });

  test('are never written through a link', async () => {
    const directory = freshDirectory();
    const target = scratch.file('target', 'kept');
    symlinkSync(target, join(directory, 'core.1'));
    expect((await coredump('article-crio.tar', '-p', '1', '-o', directory)).status).toBe(1);
    const forced = await coredump('article-crio.tar', '-p', '1', '-o', directory, '--force');
    expect(forced.status).toBe(0);
    expect(readFileSync(target, 'latin1')).toBe('kept');
    expect(lstatSync(join(directory, 'core.1')).isFile()).toBe(true);
  });

  test('never take the place of the archive that they come from', async () => {
    const directory = freshDirectory();
    const archive = join(directory, 'core.1');
    copyFileSync(join(import.meta.dirname, '../../testdata/checkpoints/article-crio.tar'), archive);
    const run = await coredump(archive, '-p', '1', '-o', directory, '--force');
    expect(run.status).toBe(1);
    expect(run.stderr).toBe(`Error: input and output are the same file: ${archive}\n`);
    expect(readFileSync(archive).toString('latin1', 257, 262)).toBe('ustar');
  });

  test('leave nothing behind when they cannot be written', async () => {
    const directory = freshDirectory();
    mkdirSync(join(directory, 'core.1'));
    const run = await coredump('article-crio.tar', '-p', '1', '-o', directory, '--force');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^Error: write .*core\.1: .*directory\n$/);
    expect(readdirSync(directory)).toEqual(['core.1']);
  });

  test('have no more on the disk than their pages', async () => {
    const directory = freshDirectory();
    const run = await coredump('rich-plain', '-o', directory, '--format', 'json');
    const cores = JSON.parse(run.stdout) as {
      file: string;
      size_bytes: number;
      stored_bytes: number;
    }[];
    expect(cores).toHaveLength(19);
    for (const { file, size_bytes: size, stored_bytes: stored } of cores) {
      const stats = statSync(file);
      expect(stats.size).toBe(size);
      // A block or two for the file's own map, and one that the head begins.
      expect(stats.blocks * 512).toBeLessThanOrEqual(stored + 64 * 1024);
    }
  });
});

describe('what would be written', () => {
  test('is listed without writing anything', () => {
    const cwd = freshDirectory();
    const archive = join(import.meta.dirname, '../../testdata/checkpoints/app.tar.gz');
    const run = runProgram('checkpointctl', ['coredump', archive, '--list'], { cwd });
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/\| +7 \| python3 +\| core\.7 +\| ELF64 \| +4 \|/);
    const threads = runProgram('checkpointctl', ['coredump', archive, '--threads'], { cwd });
    expect(threads.stdout).toMatch(/\| +7 \| core\.7 +\| +9 \| worker-1 +\|/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('is JSON for a program', async () => {
    const run = await coredump('app.tar.gz', '--list', '--format', 'json', '-p', '7,11');
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject([
      {
        ...{ pid: 7, comm: 'python3', file: 'core.7', elf_class: 64, missing: [] },
        threads: [
          { tid: 7, name: 'python3' },
          { tid: 8, name: 'worker-0' },
          { tid: 9, name: 'worker-1' },
          { tid: 10, name: 'worker-2' },
        ],
      },
      { pid: 11 },
    ]);
  });
});

describe('a process that cannot be dumped', () => {
  test('that ended, or is not there, is an error when it was asked for', async () => {
    expect(await coredump('app.tar.gz', '-p', '12', '--list')).toMatchObject({
      stderr: 'Error: app.tar.gz: process 12 has ended: it has no memory\n',
      status: 1,
    });
    expect((await coredump('app.tar.gz', '-p', '99', '--list')).stderr).toContain(
      'no process with PID 99',
    );
  });

  test('does not stop the others', async () => {
    const images = freshDirectory();
    await runWhole('checkpointctl', ['extract', 'article-crio.tar', '-C', images]);
    const core = join(images, 'checkpoint/core-7.img');
    const json = (await runWhole('crit', ['decode', '-i', core])).stdout;
    const input = json.replace('"mtype": "X86_64"', '"mtype": "UNKNOWN"');
    expect(input).not.toBe(json);
    writeFileSync(core, runProgram('crit', ['encode'], { input }).bytes);
    const eight = join(images, 'checkpoint/core-8.img');
    writeFileSync(eight, readFileSync(eight).subarray(0, 60));

    const directory = freshDirectory();
    const run = await coredump(images, '-o', directory);
    expect(run.status).toBe(1);
    expect(readdirSync(directory)).toEqual(['core.1']);
    expect(run.stderr).toContain(
      'no core file of process 7: registers of an unknown processor (core_entry.mtype 0)\n',
    );
    expect(run.stderr).toContain('no core file of process 8: core-8.img: unexpected EOF');
  });

  test('of a pre-dump has no registers', async () => {
    const run = await coredump('incr-pre.tar', '--list');
    expect(run).toMatchObject({ stdout: '', status: 1 });
    expect(run.stderr).toContain('no core file of process 1: a pre-dump has no core images\n');
  });

  test('has no threads whose registers are of another kind', async () => {
    const images = scratch.directory(
      'mixed',
      madeProcess({
        march: 'X86_64',
        registers: SOME_REGISTERS,
        threads: [
          { tid: 2, registers: SOME_REGISTERS },
          { tid: 3, registers: { thread_info: { clear_tid_addr: 0n, gpregs: { mode: 2 } } } },
          { tid: 4, registers: {} },
        ],
      }),
    );
    const run = await coredump(images, '--list', '--format', 'json');
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject([{ threads: [{ tid: 1 }, { tid: 2 }] }]);
    expect(run.stderr).toContain(
      'thread 3 is not in the core file of process 1: registers of i386\n',
    );
    expect(run.stderr).toContain('process 1: its core image has no registers\n');
  });

  test('must not be made of one page mapped over and over', async () => {
    const images = scratch.directory(
      'bomb',
      madeProcess({
        march: 'X86_64',
        registers: SOME_REGISTERS,
        vmas: Array.from({ length: 2000 }, (_, index) => ({
          start: BigInt(0x10000 + index * 0x1000),
          end: BigInt(0x11000 + index * 0x1000),
          ...{ pgoff: 0n, shmid: 5n, prot: 3, status: 0x101 },
        })),
      }),
    );
    const shared = madeProcess({
      march: 'X86_64',
      registers: SOME_REGISTERS,
      pagemap: [{ vaddr: 0n, nr_pages: 1n, flags: 4 }],
      pages: Buffer.alloc(4096, 1),
    });
    writeFileSync(join(images, 'pagemap-shmem-5.img'), shared['pagemap-1.img'] ?? '');
    writeFileSync(join(images, 'pages-1.img'), shared['pages-1.img'] ?? '');
    const run = await coredump(images, '--list');
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('it would have 8192000 bytes of 4096 bytes of pages');
  });
});
