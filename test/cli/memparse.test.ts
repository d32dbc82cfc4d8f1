import {
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
import { VmaStatus } from '../../src/model/vmas.js';
import {
  mm,
  ONE_PROCESS,
  PAGE,
  pagemap,
  pages,
  run as pageRun,
  vma,
} from '../support/memory-images.js';
import { parseHexDump } from '../support/parse-hexdump.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS as CORPUS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const run = (...args: string[]) => runHere('checkpointctl', ['memparse', ...args]);
const path = (name: string) => join(scratch.path, name);

/** The bytes that a dump shows at an address. */
function shownAt(text: string, address: bigint, length: number): string | undefined {
  for (const { start, bytes } of parseHexDump(text)) {
    const offset = Number(address - start);
    if (address >= start && offset + length <= bytes.length) {
      return bytes.toString('utf8', offset, offset + length);
    }
  }
  return undefined;
}

describe('sizes', () => {
  test('are laid out as they always were', async () => {
    const { stdout, status } = await run('article-crio.tar', 'old-v3.3');
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 9)).toEqual([
      '',
      'Displaying processes memory sizes from article-crio.tar',
      '',
      'PID   PROCESS NAME   MEMORY SIZE   SHARED MEMORY SIZE   SHARED RESIDENT',
      '---   ------------   -----------   ------------------   ---------------',
      '1     bash           264.0 KiB     0 B                  0 B',
      '7     counter.py     8.2 MiB       28.0 KiB             0 B',
      '8     tee            116.0 KiB     0 B                  0 B',
      '',
    ]);
    expect(stdout).toContain('\nDisplaying processes memory sizes from old-v3.3\n');
    // A pages image of 60 pages (CRIU 3.3 does not write nr_pages).
    expect(stdout).toMatch(/^8750 +rich-mem +240\.0 KiB /m);
  });

  test('count pages of a parent where it is', async () => {
    expect((await run('incr-final.tar')).stdout).toMatch(
      /IN MISSING PARENT\n.*\n1 +incr +104\.0 KiB +16\.0 KiB +4\.0 KiB +248\.0 KiB\n/,
    );
    const joined = await run('incr-final.tar', '--parent', 'incr-pre.tar');
    expect(joined.stderr).toBe('');
    expect(joined.stdout).toMatch(
      /SHARED RESIDENT\n.*\n1 +incr +352\.0 KiB +16\.0 KiB +4\.0 KiB\n/,
    );
  });

  test('children stand below their parents, and what has ended is left out', async () => {
    const pids = Array.from(
      (await run('rich-podman.tar')).stdout.matchAll(/^(\d+) /gm),
      ([, pid]) => pid,
    );
    expect(pids.slice(0, 8)).toEqual(['1', '6', '7', '26', '27', '28', '29', '8']);
    expect((await run('app.tar.gz')).stdout).not.toMatch(/^12 /m);
  });

  test('one archive that cannot be read does not hide the others', async () => {
    const { stdout, stderr, status } = await run('nope.tar', 'article-crio.tar');
    expect(status).toBe(1);
    expect(stdout).toContain('counter.py');
    expect(stderr).toMatch(/^Error: [^\n]*nope\.tar[^\n]*\n$/);
  });
});

describe('a hexdump', () => {
  test('has a title, and a heading for each region', async () => {
    const { stdout } = await run('article-crio.tar', '-p', '8');
    expect(stdout.split('\n').slice(0, 9)).toEqual([
      '',
      'Displaying memory pages content for process ID 8 from checkpoint: article-crio.tar',
      '',
      'Address           Hexadecimal                                       ASCII            ',
      '-'.repeat(85),
      '',
      '55aa04e71000-55aa04e76000 r-xp /usr/bin/tee',
      '000055aa04e71000  48 83 ec 08 48 8b 05 bd 8f 00 00 48 85 c0 74 02  |H...H......H..t.|',
      expect.stringMatching(/^000055aa04e71010 {2}/),
    ]);
    expect(stdout).toMatch(/\n\n7ffd5459e000-7ffd545bf000 rw-p \[stack\]\n/);
    expect(stdout).not.toContain('[vvar]');
  });

  test.each<[string, string[], string, bigint, string]>([
    ['old-v3.3', [], '8750', 0x10000064n, 'PLAIN_SECRET_01'],
    ['old-v3.19', [], '8533', 0x10002ff6n, 'ACROSS_PAGE_BOUNDARY_02'],
    ['rich-podman.tar', [], '10', 0x200000000000n, 'sparse start'],
    ['incr-final.tar', ['--parent', 'incr-pre.tar'], '7', 0x3000507bn, 'OLD_SECRET_IN_PARENT'],
    ['incr-final.tar', ['--parent', 'incr-pre.tar'], '1', 0x30009ff7n, 'ACROSS_LEVELS_SECRET'],
    ['incremental/3', chain(), '8802', 0x3000507bn, 'OLD_SECRET_IN_PARENT'],
    ['incremental/3', chain(), '8802', 0x30009ff7n, 'ACROSS_LEVELS_SECRET'],
    ['incr-pre.tar', [], '1', 0x3000507bn, 'OLD_SECRET_IN_PARENT'],
  ])('of %s %j process %s has at %i: %s', async (archive, args, pid, address, secret) => {
    const { stdout, stderr } = await run(archive, ...args, '-p', pid);
    expect(stderr).toBe('');
    expect(shownAt(stdout, address, secret.length)).toBe(secret);
  });

  test('tells of pages in a parent that is not here', async () => {
    const { stdout, stderr } = await run(
      'incr-final.tar',
      '-p',
      '1',
      '--range',
      '30000000-30040000',
    );
    expect(stdout).toMatch(
      /^[0-9a-f]{16}-[0-9a-f]{16} {2}absent: in a parent image that is not here$/m,
    );
    expect(shownAt(stdout, 0x3000507bn, 20)).toBeUndefined();
    expect(stderr).toMatch(
      /^Warning: \S+: \d+ pages are absent: in a parent image that is not here; /,
    );
  });

  test('of a range begins and ends where it is told', async () => {
    const { stdout } = await run('rich-podman.tar', '-p', '10', '--range', '10000064-10000073');
    expect(stdout.split('\n').slice(6)).toEqual([
      '10000000-10020000 rw-p',
      '0000000010000064  50 4c 41 49 4e 5f 53 45 43 52 45 54 5f 30 31     |PLAIN_SECRET_01|',
      '',
    ]);
  });

  test('of a region of 1 TiB shows only the pages that were saved', async () => {
    const { stdout } = await run('rich-podman.tar', '-p', '10', '--range', '200000000000+1024G');
    const shown = parseHexDump(stdout);
    expect(shown).toHaveLength(3);
    expect(shown.every(({ bytes }) => bytes.length % PAGE === 0)).toBe(true);
    expect(stdout.length).toBeLessThan(10_000);
  });

  test('several processes and archives have a title each', async () => {
    const { stdout } = await run('article-crio.tar', 'pod.tar', '-p', '1', '--kind', 'stack');
    expect(stdout.match(/process ID 1 from checkpoint: (?:article-crio|pod)\.tar/g)).toHaveLength(
      2,
    );
    const two = (await run('article-crio.tar', '-p', '8,1', '--kind', 'heap')).stdout;
    expect(Array.from(two.matchAll(/process ID (\d+)/g), ([, pid]) => pid)).toEqual(['8', '1']);
  });

  test('a process that is not there does not hide the others', async () => {
    const { stdout, stderr, status } = await run(
      'article-crio.tar',
      '-p',
      '8,99',
      '--kind',
      'heap',
    );
    expect(stdout).toContain('process ID 8 ');
    expect({ stderr, status }).toEqual({
      stderr: expect.stringContaining('no process with PID 99') as string,
      status: 1,
    });
  });

  test('forged entries of 2^60 pages are answered at once', async () => {
    const forged = scratch.directory('forged', {
      ...ONE_PROCESS,
      'mm-1.img': mm([{ start: 0n, end: 2n ** 64n - 4096n, status: VmaStatus.regular }]),
      'pagemap-1.img': pagemap([
        pageRun(16, 1, 4),
        { vaddr: 2n ** 40n, nr_pages: 2n ** 60n, flags: 4 },
      ]),
      'pages-1.img': pages('ab'),
    });
    const { stdout, status } = await run(forged, '-p', '1');
    expect(status).toBe(0);
    expect(parseHexDump(stdout).map(({ start, bytes }) => [start, bytes.toString()])).toEqual([
      [0x10000n, 'a'.repeat(PAGE)],
      [2n ** 40n, 'b'.repeat(PAGE)],
    ]);
    expect(stdout).toMatch(/ {2}absent: the pages image ends before it$/m);
  });
});

describe('-o', () => {
  test('writes what would be printed to a file for its owner only', async () => {
    const file = path('dump.txt');
    expect(await run('article-crio.tar', '-p', '7', '-o', file)).toMatchObject({
      stdout: '',
      status: 0,
    });
    expect(readFileSync(file).equals((await run('article-crio.tar', '-p', '7')).bytes)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('replaces nothing without --force, and follows no link with it', async () => {
    const there = scratch.file('there.txt', 'precious');
    const link = path('link.txt');
    symlinkSync(there, link);
    for (const name of [there, link]) {
      const { stderr, status } = await run('article-crio.tar', '-o', name);
      expect({ stderr, status }).toEqual({
        stderr: `Error: ${name}: exists already; --force replaces it\n`,
        status: 1,
      });
    }
    expect((await run('article-crio.tar', '-o', link, '--force')).status).toBe(0);
    expect(lstatSync(link).isFile()).toBe(true);
    expect(readFileSync(link, 'utf8')).toContain('counter.py');
    expect(readFileSync(there, 'utf8')).toBe('precious');
  });

  test('leaves nothing behind when nothing can be read, and never replaces an archive', async () => {
    expect((await run('nope.tar', '-o', path('none.txt'))).status).toBe(1);
    expect(readdirSync(scratch.path)).not.toContain('none.txt');
    const copy = scratch.file('copy.tar', readFileSync(join(CORPUS, 'pod.tar')));
    const { stderr, status } = await run(copy, '-o', copy, '--force');
    expect({ stderr, status }).toEqual({
      stderr: `Error: input and output are the same file: ${copy}\n`,
      status: 1,
    });
  });
});

describe('--raw', () => {
  test('writes a file a region, with holes where nothing is saved', async () => {
    const folder = path('regions');
    expect(await run('rich-podman.tar', '-p', '10', '--raw', '-o', folder)).toMatchObject({
      ...{ stdout: '', stderr: '', status: 0 },
    });
    const names = readdirSync(folder);
    expect(names).toContain('10-10000000-10020000-rw-p-anon');
    expect(names).toContain(`10-${names.find((name) => name.endsWith('-_heap_'))?.slice(3) ?? ''}`);
    const bytes = readFileSync(join(folder, '10-10000000-10020000-rw-p-anon'));
    expect(bytes.length).toBe(0x20000);
    expect(bytes.toString('latin1', 100, 115)).toBe('PLAIN_SECRET_01');
    // Pages 9, 11, 13 and 15 were never written.
    expect(bytes.subarray(9 * PAGE, 10 * PAGE).every((byte) => byte === 0)).toBe(true);
    const sparse = statSync(join(folder, '10-200000000000-210000000000-rw-p-anon'));
    expect(sparse.size).toBe(2 ** 40);
    expect(sparse.blocks * 512).toBeLessThan(1024 * 1024);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(sparse.mode & 0o777).toBe(0o600);
  });

  test('writes the only region to the file itself', async () => {
    const file = path('one.bin');
    const args = ['old-v3.19', '-p', '8533', '--range', '10000000-10003000', '--raw', '-o'];
    expect((await run(...args, file)).status).toBe(0);
    expect(readFileSync(file)).toHaveLength(0x3000);
    mkdirSync(path('folder'));
    expect((await run(...args, path('folder'))).status).toBe(0);
    expect(readdirSync(path('folder'))).toEqual(['8533-10000000-10003000-rw-p-anon']);
    expect((await run(...args, path('folder'))).stderr).toContain(
      'exists already; --force replaces it',
    );
  });

  test('names have no characters that could lead elsewhere', async () => {
    const forged = scratch.directory('odd-name', {
      ...ONE_PROCESS,
      'mm-1.img': mm([vma(16, 2), vma(32, 2 ** 42)]),
      'pagemap-1.img': pagemap([pageRun(16, 1, 4), pageRun(32, 1, 4), pageRun(8, 1, 4)]),
      'pages-1.img': pages('abc'),
    });
    const { stderr, status } = await run(forged, '--raw', '-o', path('odd'));
    expect(readdirSync(path('odd')).sort()).toEqual([
      '1-00008000-00009000-____-_',
      '1-00010000-00012000----p-anon',
    ]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: [^\n]*1-00020000-[^\n]*: too large for a file; choose a part/);
  });

  test.each([
    [['article-crio.tar', '--raw'], 'required flag(s) "output" not set'],
    [
      ['article-crio.tar', '-p', '8', '--perm', 'wx', '--raw', '-o', 'x'],
      'nothing is saved of what',
    ],
  ])('%j fails in one line', async (args, message) => {
    const { stdout, stderr, status } = await run(...args);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^Error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  test('a file in the place of the directory stays', async () => {
    const file = path('in-the-way');
    writeFileSync(file, 'precious');
    const { stderr, status } = await run('article-crio.tar', '-p', '8', '--raw', '-o', file);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: mkdir [^\n]*in-the-way: file already exists\n$/);
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });
});

function chain(): string[] {
  return ['--parent', 'incremental/2', '--parent', 'incremental/1'];
}

describe('a search', () => {
  test('shows addresses, matches and what stands around them', async () => {
    const { stdout, stderr, status } = await run(
      'article-crio.tar',
      '-p7',
      '-s',
      'RANDOM_1432_KEY',
      '-c8',
    );
    expect([stderr, status]).toEqual(['', 0]);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^ADDRESS {12}MATCH +INSTANCE$/);
    expect(lines[2]).toMatch(/^000000001c57606c {3}\/secret\?RANDOM_1432_KEY HTTP\/1\. +1$/);
    expect(lines[3]).toMatch(/^00007f5a11bad520 {3}(?:\\x00){8}RANDOM_1432_KEY.* 2$/);
  });

  test('by an expression, of all processes, or none found', async () => {
    const regexp = (await run('rich-plain', '-r', 'PLAIN_SECRET_\\d+|HEAP_SECRET_\\d+')).stdout;
    expect(regexp).toMatch(/process ID 7690 .*\n\n.*\n.*\n0{8}10000064 {3}PLAIN_SECRET_01/);
    expect(regexp).toContain('HEAP_SECRET_09');
    expect((await run('rich-plain', '-p', '7663', '-s', 'HEAP_SECRET_09')).stdout).toBe(
      'No matches for pattern "HEAP_SECRET_09" in the memory of PID 7663\n',
    );
    const shared = (await run('rich-plain', '-p', '7687', '-s', 'SHARED_ANON_SECRET_66')).stdout;
    expect(shared).toMatch(/^0{8}20000000 {3}SHARED_ANON_SECRET_66/m);
  });

  test('takes one pattern, and no raw files', async () => {
    expect((await run('rich-plain', '-s', 'a', '-r', 'b')).stderr).toBe(
      'Error: --search and --search-regex do not go together\n',
    );
    expect((await run('rich-plain', '-s', 'a', '--raw', '-o', 'x')).status).toBe(1);
    expect((await run('rich-plain', '-r', '(')).stderr).toContain('a ( without a )');
  });
});
