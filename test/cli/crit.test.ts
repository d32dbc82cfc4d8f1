import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWhole } from '../support/run-here.js';
import { CHECKPOINTS, runProgram } from '../support/run-program.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crit-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const crit = (...args: string[]) => runWhole('crit', args);

interface Shown {
  readonly magic: string;
  readonly entries: Record<string, unknown>[];
}

const show = async (...args: string[]) => JSON.parse((await crit('show', ...args)).stdout) as Shown;

describe("the article's lines", () => {
  test('process ids of pstree.img, straight from the archive', async () => {
    const { entries } = await show('article-crio.tar:checkpoint/pstree.img');
    expect(entries.map(({ pid }) => pid)).toEqual([1, 7, 8]);
  });

  test('name of a process', async () => {
    const [core] = (await show('article-crio.tar:checkpoint/core-1.img')).entries;
    expect(core).toMatchObject({ tc: { comm: 'bash' } });
  });

  test('host name', async () => {
    expect(await show('article-crio.tar:./checkpoint/utsns-12.img')).toEqual({
      magic: 'UTSNS',
      entries: [{ nodename: 'counters', domainname: '(none)' }],
    });
  });
});

describe('crit', () => {
  test('is a command of checkpointctl too', async () => {
    const own = await crit('info', 'rich-plain/pstree.img');
    expect(own.stdout).toBe('{\n    "magic": "PSTREE",\n    "count": 21\n}\n');
    expect(await runWhole('checkpointctl', ['crit', 'info', 'rich-plain/pstree.img'])).toEqual(own);
  });

  test('reads an image from a pipe', async () => {
    const file = join(CHECKPOINTS, 'rich-plain/tcp-stream-28ed34.img');
    const input = readFileSync(file);
    for (const line of [
      ['show', '-'],
      ['decode', '--pretty'],
      ['decode', '-i', '-', '--pretty'],
    ]) {
      expect(runProgram('crit', line, { input }).stdout).toBe((await crit('show', file)).stdout);
    }
  });

  test('reads members of compressed archives', async () => {
    for (const archive of ['counter-gzip.tar.gz', 'counter-zstd.tar.zst', 'checkpoint-oci.tar']) {
      expect((await show(`${archive}:checkpoint/pstree.img`)).magic).toBe('PSTREE');
    }
  });

  test('decode -o writes no line break at the end, and only for the owner', async () => {
    const target = join(folder, 'pstree.json');
    const run = await crit('decode', '-i', 'rich-plain/pstree.img', '-o', target);
    expect(run).toMatchObject({ stdout: '', stderr: '', status: 0 });
    const text = readFileSync(target, 'utf8');
    expect(text).toMatch(/^\{"magic": "PSTREE", "entries": \[.*\]\}$/);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect((await crit('decode', '-i', 'rich-plain/pstree.img')).stdout).toBe(`${text}\n`);
  });

  test('encode gives the image back, from plain and from pretty JSON', async () => {
    const image = join(CHECKPOINTS, 'rich-plain/files.img');
    for (const options of [[], ['--pretty']]) {
      const json = (await crit('decode', '-i', image, ...options)).stdout;
      const { bytes } = runProgram('crit', ['encode'], { input: json });
      expect(bytes.equals(readFileSync(image))).toBe(true);
    }
  });

  test('refuses to write over what it reads', async () => {
    const file = join(folder, 'same.img');
    writeFileSync(file, readFileSync(join(CHECKPOINTS, 'rich-plain/pstree.img')));
    const run = await crit('decode', '-i', file, '-o', file);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toBe(`Error: input and output are the same file: ${file}\n`);
    expect(statSync(file).size).toBeGreaterThan(0);
  });

  test('leaves no half-written file behind', async () => {
    const file = join(folder, 'cut.img');
    writeFileSync(file, readFileSync(join(CHECKPOINTS, 'rich-plain/pstree.img')).subarray(0, 100));
    const target = join(folder, 'cut.json');
    expect((await crit('decode', '-i', file, '-o', target)).status).toBe(1);
    expect(statSync(target, { throwIfNoEntry: false })).toBeUndefined();
  });

  test.each([
    [
      'memory pages',
      ['show', 'rich-plain/pages-1.img'],
      /Unknown magic 0x[0-9a-f]+.*raw memory pages/,
    ],
    [
      'an empty image',
      ['show', 'rich-plain/iptables-9.img'],
      /iptables-9\.img: .*empty \(0 bytes\)/,
    ],
    ['a text', ['info', 'old-v3.3/iptables-8.img'], /Unknown magic 0x.*iptables-save/],
    ['a missing file', ['show', 'nope.img'], /open nope\.img: no such file or directory/],
    [
      'a missing member',
      ['show', 'pod.tar:checkpoint/nope.img'],
      /pod\.tar:checkpoint\/nope\.img: no such member/,
    ],
    ['a directory', ['show', 'rich-plain'], /rich-plain: a directory/],
    ['an archive', ['show', 'pod.tar'], /pod\.tar: Unknown magic .*ARCHIVE:MEMBER/],
    ['no arguments', [], /too few arguments/],
    ['an unknown command', ['nosuch'], /unknown command "nosuch" for "crit"/],
    ['an unknown explorer', ['x', 'rich-plain', 'nosuch'], /invalid choice: 'nosuch'/],
    [
      'a pre-dump without processes',
      ['x', 'incr-pre.tar', 'ps'],
      /pre-checkpoint\/pstree\.img: .*pre-dump/,
    ],
    ['an unknown flag', ['show', '--wrong', 'x'], /unknown flag: --wrong/],
  ])('tells of %s in one line', async (_, args, message) => {
    const run = await crit(...args);
    expect(run.status).toBe(1);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/^Error: .*\n(Run .*\n)?$/);
    expect(run.stderr).toMatch(message);
  });
});
