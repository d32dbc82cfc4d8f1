import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCheckpoint, readExpected, tableRows } from '../support/corpus.js';
import { parseHexDump } from '../support/parse-hexdump.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';

const read = (...args: string[]) => runHere('checkpointctl', ['read', ...args]);
const xinfo = (...args: string[]) => runHere('checkpointctl', ['xinfo', ...args]);

let expected: ReadonlyMap<string, string>;
beforeAll(async () => {
  expected = await readExpected();
});

const CHAIN = ['--parent', 'incremental/2', '--parent', 'incremental/1'];

describe('checkpointctl read', () => {
  test('gives every secret of some archives at its address', async () => {
    const archives = new Map([
      ['old-v3.3', ['old-v3.3']],
      ['incr-final/checkpoint', ['incr-final.tar', '--parent', 'incr-pre.tar']],
      ['incremental/3', ['incremental/3', ...CHAIN]],
      ['incr-pre/pre-checkpoint', ['incr-pre.tar']],
    ]);
    let count = 0;
    for (const [name = '', where = '', address = '', text = ''] of tableRows(
      expected.get('secrets.tsv'),
    )) {
      const args = archives.get(name);
      const [, pid] = /^pid (\d+)/.exec(where) ?? [];
      if (args === undefined || pid === undefined || / \(utf-\d/.test(text)) continue;
      const length = String(Buffer.byteLength(text));
      const { stdout, stderr } = await read(...args, '-p', pid, address, length);
      expect({ stdout, stderr }, `${name} ${where} ${address}`).toEqual({
        stdout: text,
        stderr: '',
      });
      count++;
    }
    expect(count).toBeGreaterThan(25);
  });

  test('crosses regions; what was never written is zeros', async () => {
    expect((await read('rich-podman.tar', '-p', '10', '11000ffa', '13')).stdout).toBe(
      'ACROSS_VMA_04',
    );
    const { bytes } = await read('rich-podman.tar', '-p', '10', '10008ff8', '0x1010');
    expect(bytes).toEqual(
      Buffer.concat([Buffer.from('GAP_HEAD'), Buffer.alloc(4096), Buffer.from('GAP_TAIL')]),
    );
  });

  test('prints a hexdump where it is asked for', async () => {
    const { stdout } = await read('rich-podman.tar', '-p', '10', '10000064', '15', '--hex');
    expect(stdout).toBe(
      '0000000010000064  50 4c 41 49 4e 5f 53 45 43 52 45 54 5f 30 31     |PLAIN_SECRET_01|\n',
    );
    const mapped = await read('rich-podman.tar', '-p', '10', '400ff0', '32', '--hex');
    expect(mapped.status).toBe(0);
    expect(mapped.stdout.split('\n')).toEqual([
      '0000000000400ff0-0000000000401000  absent: not dumped: unchanged page of a mapped file',
      expect.stringMatching(/^0000000000401000 {2}/),
      '',
    ]);
  });

  test('raw, what is absent is an error and nothing is printed, unless it is filled', async () => {
    const args = ['incr-final.tar', '-p', '1', '3000507b', '20'];
    expect(await read(...args)).toMatchObject({
      stdout: '',
      status: 1,
      stderr:
        'Error: incr-final.tar: 3000507b-3000508f is absent: in a parent image that is not here: ' +
        '--zero-fill puts zeros there\n',
    });
    expect((await read(...args, '--zero-fill')).bytes).toEqual(Buffer.alloc(20));
    const unmapped = await read('article-crio.tar', '-p', '8', '0', '3M', '--zero-fill');
    expect(unmapped.bytes.equals(Buffer.alloc(3 * 1024 * 1024))).toBe(true);
    const hole = parseHexDump(
      (await read('article-crio.tar', '-p', '8', '0', '32', '--zero-fill', '--hex')).stdout,
    );
    expect(hole).toEqual([{ start: 0n, bytes: Buffer.alloc(32) }]);
  });

  test.each([
    [['article-crio.tar', '0', '1'], 'required flag(s) "pid" not set'],
    [['article-crio.tar', '-p', '1,7', '0', '1'], 'only one PID can be given'],
    [['article-crio.tar', '-p', '1', 'xyz', '1'], 'not a hexadecimal address: xyz'],
    [['article-crio.tar', '-p', '1', '0', 'x'], 'not a number of bytes: x'],
    [['article-crio.tar', '-p', '1', 'ffffffffffffffff', '2'], 'beyond the highest address'],
    [['article-crio.tar', '-p', '99', '0', '1'], 'no process with PID 99'],
    [['article-crio.tar', '-p', '1', '0', '1', '--raw', '--hex'], '--hex does not go with --raw'],
  ])('%j fails in one line', async (args, message) => {
    const { stdout, stderr, status } = await read(...args);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^Error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});

describe('checkpointctl xinfo', () => {
  test('tells where the byte is stored', async () => {
    const { stdout } = await xinfo('rich-podman.tar', '-p', '10', '10000064');
    expect(stdout).toMatch(
      /^10 rich-mem 0x10000064\n {2}region {3}10000000-10020000 rw-p 00000000 \(anon\)\n/,
    );
    const [, member = '', offset = ''] =
      /stored +rich-podman\.tar:(\S+) at offset 0x(\w+)\n/.exec(stdout) ?? [];
    const bytes = (await readCheckpoint('rich-podman')).get(`rich-podman/${member}`);
    const at = parseInt(offset, 16);
    expect(bytes?.toString('latin1', at, at + 15)).toBe('PLAIN_SECRET_01');
  });

  test('tells the archive of a parent', async () => {
    const { stdout } = await xinfo('incremental/3', ...CHAIN, '-p', '8802', '3000507b');
    const [, level = '', member = '', offset = ''] =
      /stored +(incremental\/\d):(\S+) at offset 0x(\w+)\n/.exec(stdout) ?? [];
    const bytes = readFileSync(join(CHECKPOINTS, level, member));
    const at = parseInt(offset, 16);
    expect(bytes.toString('latin1', at, at + 20)).toBe('OLD_SECRET_IN_PARENT');
    expect(stdout).toContain('state    parent: in the images of a parent');
  });

  test.each([
    [['rich-podman.tar', '-p', '10', '15002005'], /file {5}\/data\/mapped\.bin at offset 0x2005\n/],
    [['rich-podman.tar', '-p', '10', '10009000'], /state {4}untouched: never written: zeros\n/],
    [
      ['rich-podman.tar', '-p', '10', '0'],
      /region {3}\? .*\n.*\n {2}state {4}unmapped: not mapped\n/,
    ],
    [['rich-podman.tar', '-p', '7', '20000008'], /segment {2}9721 at offset 0x8\n/],
    [['app.tar.gz', '-p', '7', '1bef2010'], /part of {2}the heap, 0x10 from where it begins\n/],
    [
      ['incr-final.tar', '-p', '1', '3000507b'],
      /parent-missing: in a parent image that is not here\n/,
    ],
    [['incr-pre.tar', '-p', '1', '3000507b'], /^1 \? 0x3000507b\n {2}region {3}\? /],
    [['article-crio.tar', '-p', '8', '7fb8325a5000'], /r-xp 00000000 \[vdso\] \(kernel\)\n/],
  ])('%j', async (args, text) => {
    const { stdout, stderr, status } = await xinfo(...args);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(text);
  });

  test('tells whose stack it is, and how far from the stack pointer', async () => {
    const core = (tid: number) =>
      expected.get(`rich-podman/checkpoint/core-${tid}.img.decode.json`) ?? '';
    const pointer = (tid: number) => BigInt(/"sp": "?(\d+)/.exec(core(tid))?.[1] ?? '0');
    for (const tid of [6, 17]) {
      const sp = pointer(tid);
      expect(sp).toBeGreaterThan(0n);
      const addresses = [sp + 0x20n, sp - 8n].map((address) => address.toString(16));
      const { stdout } = await xinfo('rich-podman.tar', '-p', '6', ...addresses);
      const at = `its stack pointer 0x${sp.toString(16)}\n`;
      expect(stdout).toContain(`  stack    of thread ${tid}, 0x20 above ${at}`);
      expect(stdout).toContain(`  stack    of thread ${tid}, 0x8 below ${at}`);
    }
  });

  test('tells of several addresses as JSON', async () => {
    const { stdout } = await xinfo(
      'rich-podman.tar',
      '-p',
      '7',
      '20000000',
      '0',
      '--format',
      'json',
    );
    expect(JSON.parse(stdout)).toMatchObject([
      {
        pid: 7,
        comm: 'rich-ipc',
        address: 0x20000000,
        region: { start: 0x20000000, permissions: 'rw-s', kinds: ['shared'], file_offset: 0 },
        region_offset: 0,
        segment: 9721,
        segment_offset: 0,
        byte: { state: 'stored', origin: 'segment', member: 'checkpoint/pages-3.img', offset: 0 },
      },
      {
        ...{ address: 0, address_hex: '0x0', byte: { state: 'absent', reason: 'unmapped' } },
        ...{ region: null, absent: { region: 'no region is known here' } },
      },
    ]);
  });

  test('needs a process', async () => {
    expect(await xinfo('article-crio.tar', '0')).toMatchObject({
      stderr: 'Error: required flag(s) "pid" not set: -p PID\n',
      status: 1,
    });
  });
});
