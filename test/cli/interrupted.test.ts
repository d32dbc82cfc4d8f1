import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { header, member, tar } from '../archive/tar-builder.js';
import { madeProcess } from '../support/made-process.js';
import { run as pageRun, vma } from '../support/memory-images.js';
import { programCommand } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function freshDirectory(): string {
  const path = join(scratch.path, `out-${count++}`);
  mkdirSync(path);
  return path;
}

function start(...args: string[]) {
  const { file, first } = programCommand('checkpointctl');
  const child = spawn(file, [...first, ...args]);
  running.push(child);
  return { child, ended: once(child, 'exit') as Promise<[number | null, string | null]> };
}

/** Waits until a program has begun to write a file there. */
async function unfinished(directory: string, name: string, child: ChildProcess): Promise<string> {
  while (child.exitCode === null && child.signalCode === null) {
    const part = readdirSync(directory).find(
      (each) => each.startsWith(name) && each.endsWith('.part'),
    );
    if (part !== undefined) return part;
    await setTimeout(5);
  }
  throw new Error('it ended before it wrote anything');
}

describe('extract, whose archive does not come to its end,', () => {
  const BEGINNING = tar(
    header({ name: 'd/', type: '5', mode: '0000777\0' }),
    member({ name: 'd/whole' }, 'x'),
    header({ name: 'd/pages.img', size: 2 ** 20 }),
  ).subarray(0, -1024);

  async function startExtract() {
    const directory = freshDirectory();
    const { child, ended } = start('extract', '-', '-C', directory);
    // It does not read on when it ends.
    child.stdin.on('error', () => undefined);
    child.stdin.write(BEGINNING);
    child.stdin.write(Buffer.alloc(2 ** 19, 'p'));
    while (!readdirSync(directory).includes('d')) {
      expect(child.exitCode).toBeNull();
      await setTimeout(5);
    }
    const part = await unfinished(join(directory, 'd'), 'pages.img', child);
    return { child, ended, part, directory: join(directory, 'd') };
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'removes at %s what is not whole',
    async (signal) => {
      const { child, ended, directory } = await startExtract();
      child.kill(signal);
      expect(await ended).toEqual([128 + constants.signals[signal], null]);
      expect(readdirSync(directory)).toEqual(['whole']);
      expect(readFileSync(join(directory, 'whole'), 'utf8')).toBe('x');
    },
  );

  test('leaves when it is killed what nobody takes for a file of the archive', async () => {
    const { child, ended, part, directory } = await startExtract();
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(part).toMatch(/^pages\.img\.[0-9a-f]{8}\.part$/);
    expect(readdirSync(directory).sort()).toEqual([part, 'whole'].sort());
  });
});

describe('of a process with more memory than could be copied meanwhile', () => {
  const PAGES = 2 ** 24;
  const archive = scratch.directory(
    'huge',
    madeProcess({
      march: 'X86_64',
      registers: { thread_info: { clear_tid_addr: 0n, gpregs: { ip: 0x10000n, sp: 0x11000n } } },
      vmas: [vma(16, PAGES, { prot: 3 })],
      pagemap: [pageRun(16, PAGES, 4)],
    }),
  );
  truncateSync(join(archive, 'pages-1.img'), PAGES * 4096);

  test.each([
    ['coredump', ['-o']],
    ['memparse', ['--raw', '-o']],
  ])('%s leaves nothing at an interrupt', async (command, options) => {
    const directory = freshDirectory();
    const { child, ended } = start(command, archive, ...options, directory);
    await unfinished(directory, '', child);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('memparse leaves the file that it would have replaced', async () => {
    const directory = scratch.directory(`out-${count++}`, { 'dump.txt': 'before' });
    const path = join(directory, 'dump.txt');
    const { child, ended } = start('memparse', archive, '-p', '1', '--force', '-o', path);
    await unfinished(directory, 'dump.txt', child);
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(readdirSync(directory)).toEqual(['dump.txt']);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });
});
