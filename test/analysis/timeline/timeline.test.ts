import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { collectEvents } from '../../../src/analysis/timeline/collect-events.js';
import { parseTime } from '../../../src/bytes/parse-time.js';
import { member, pax, tar } from '../../archive/tar-builder.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { madeProcess } from '../../support/made-process.js';
import { runHere } from '../../support/run-here.js';

interface Row {
  readonly archive: string;
  readonly datetime: string;
  readonly timestamp_desc: string;
  readonly source: string;
  readonly message: string;
  readonly member: string | null;
  readonly pid: number | null;
}

async function rowsOf(...args: string[]): Promise<Row[]> {
  const { stdout, status, stderr } = await runHere('checkpointctl', [
    'timeline',
    '--json',
    ...args,
  ]);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Row[];
}

describe('rich-podman', () => {
  test('times of the container, its files, deleted files, log and timers', async () => {
    const rows = await rowsOf('rich-podman.tar');
    const of = (source: string) => rows.filter((row) => row.source === source);
    // createdTime of config.dump
    expect(of('engine')).toMatchObject([
      { datetime: '2026-11-23T04:10:58.299143895Z', timestamp_desc: 'Container Created' },
    ]);
    expect(of('file')).toContainEqual(
      expect.objectContaining({
        message: '/vol/in-volume (richvol.tar)',
        timestamp_desc: 'Content Modification Time',
      }),
    );
    expect(of('file').map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        '/dev/shm/in-shm (devshm-checkpoint.tar)',
        expect.stringMatching(/^\/scratch\/in-tmpfs \(tmpfs-dev-\d+\.tar\.gz\.img\)$/),
      ]),
    );
    expect(of('ghost')).toContainEqual(
      expect.objectContaining({
        message: '/data/ghost.txt (deleted)',
        member: 'checkpoint/ghost-file-2.img',
        timestamp_desc: 'Last Access Time',
      }),
    );
    expect(of('log')).toContainEqual(
      expect.objectContaining({
        datetime: '2026-11-23T04:10:58.501179088Z',
        message: 'stdout: rich-mem[10]: ready: mem',
      }),
    );
    // A timer that was set for the beginning of 2100; the time of the checkpoint is known to the second.
    const far = of('timer').filter(({ datetime }) => datetime > '2099');
    expect(far).toHaveLength(1);
    const off =
      (parseTime('2100-01-01T00:00:00Z') ?? 0n) - (parseTime(far[0]?.datetime ?? '') ?? 0n);
    expect(off >= -1_000_000_000n && off <= 1_000_000_000n).toBe(true);
  });

  test('in one order, and only what was asked for', async () => {
    const rows = await rowsOf('rich-podman.tar', 'article-crio.tar');
    const times = rows.map(({ datetime }) => parseTime(datetime) ?? 0n);
    expect(times.every((time, index) => time >= (times[index - 1] ?? time))).toBe(true);
    expect(new Set(rows.map(({ archive }) => archive)).size).toBe(2);
    const window = ['--since', '2023-03-02T06:06', '--until', '2023-03-02T06:07'];
    const few = await rowsOf('article-crio.tar', ...window);
    expect(few.map(({ message }) => message)).toEqual(['container created: counter']);
  });
});

test('csv has what Timesketch asks for', async () => {
  const { stdout } = await runHere('checkpointctl', [
    'timeline',
    'article-crio.tar',
    '--format',
    'csv',
  ]);
  const [header = '', first = ''] = stdout.split(/\r?\n/);
  const columns = header.split(',');
  for (const name of ['message', 'datetime', 'timestamp_desc']) expect(columns).toContain(name);
  const datetime = first.split(',')[columns.indexOf('datetime')] ?? '';
  expect(datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
});

const mactime = spawnSync('mactime', ['-V']).error === undefined;

describe('bodyfile', () => {
  test('a line for each file, with its times in their places', async () => {
    const times: [string, string][] = [
      ['atime', '1600000001.5'],
      ['ctime', '1600000003'],
      ['LIBARCHIVE.creationtime', '1600000004'],
      ['mtime', '1600000002.25'],
    ];
    const diff = tar(
      pax(times),
      member({ name: 'etc/motd', mode: '0000640\0', uid: '0000012\0' }, 'hi'),
    );
    const checkpoint = madeCheckpoint(
      { 'checkpoint/pstree.img': '', 'rootfs-diff.tar': diff },
      'checkpoint/',
    );
    const events = (await collectEvents(checkpoint)).filter(({ source }) => source === 'file');
    expect(events.map(({ timeNs, what }) => [timeNs, what])).toEqual([
      [1600000001500000000n, 'Last Access Time'],
      [1600000002250000000n, 'Content Modification Time'],
      [1600000003000000000n, 'Metadata Modification Time'],
      [1600000004000000000n, 'Creation Time'],
    ]);
    const { renderBodyfile } = await import('../../../src/render/bodyfile.js');
    expect([...renderBodyfile(events, () => '')]).toEqual([
      '0|/etc/motd|0|r/rrw-r-----|10|0|2|1600000001|1600000002|1600000003|1600000004\n',
    ]);
  });

  test('every line has eleven fields', async () => {
    const { stdout } = await runHere('checkpointctl', [
      'timeline',
      'rich-podman.tar',
      '--format',
      'bodyfile',
    ]);
    const lines = stdout.trimEnd().split('\n');
    expect(new Set(lines.map((line) => line.split('|').length))).toEqual(new Set([11]));
    expect(lines.filter((line) => line.includes('|/data/ghost.txt (deleted)|'))).toHaveLength(1);
  });

  test.runIf(mactime)('mactime reads it', async () => {
    const { bytes } = await runHere('checkpointctl', [
      'timeline',
      'rich-podman.tar',
      '--format',
      'bodyfile',
    ]);
    const { stdout } = spawnSync('mactime', ['-b', '-', '-z', 'UTC', '-d'], { input: bytes });
    expect(stdout.toString()).toContain('/data/ghost.txt (deleted)');
  });
});

test('log lines of the CRI and of Docker, what is no such line is passed over', async () => {
  const log = [
    '2023-01-01T00:00:00.000000001Z stderr P part of ',
    'garbage',
    '{"log":"of docker\\n","stream":"stdout","time":"2023-01-02T00:00:00Z"}',
    '{"log":',
  ].join('\n');
  const checkpoint = madeCheckpoint({ 'checkpoint/pstree.img': '', 'ctr.log': log }, 'checkpoint/');
  const events = (await collectEvents(checkpoint)).filter(({ source }) => source === 'log');
  expect(events.map(({ timeNs, message }) => [timeNs, message])).toEqual([
    [1672531200000000001n, 'stderr: part of '],
    [1672617600000000000n, 'stdout: of docker'],
  ]);
});

describe('what was typed, and what tokens tell', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'x', iat: 1516239022, exp: 1516242622 })}.c2lnbmF0dXJl`;
  const images = madeProcess({ march: 'X86_64', registers: {} });
  const checkpoint = () =>
    madeCheckpoint(
      {
        ...Object.fromEntries(
          Object.entries(images).map(([name, bytes]) => [`checkpoint/${name}`, bytes]),
        ),
        'rootfs-diff.tar': tar(
          member({ name: 'root/.bash_history' }, '#1700000000\nls -la\n#1700000060\nid\n'),
          member({ name: 'srv/token' }, token),
        ),
      },
      'checkpoint/',
    );

  test('history files have times', async () => {
    const events = await collectEvents(checkpoint());
    const typed = events.filter(({ source }) => source === 'history');
    expect(typed.map(({ timeNs, message }) => [timeNs, message])).toEqual([
      [1700000000000000000n, 'file: ls -la'],
      [1700000060000000000n, 'file: id'],
    ]);
    expect(events.filter(({ source }) => source === 'secret')).toEqual([]);
  });

  test('--secrets: when a token was issued and expires, without the token', async () => {
    const events = await collectEvents(checkpoint(), { secrets: true });
    const of = events.filter(({ source }) => source === 'secret');
    expect(of.map(({ timeNs, what }) => [timeNs, what])).toEqual([
      [1516239022000000000n, 'Token Issued'],
      [1516242622000000000n, 'Token Expires'],
    ]);
    expect(of.some(({ message }) => message.includes(token))).toBe(false);
  });
});

test('nanoseconds of the CRI keep their digits, and what is no time is none', async () => {
  const status = '{"created_at":1700000000123456789,"started_at":1e400,"finished_at":-5}';
  const checkpoint = madeCheckpoint(
    { 'checkpoint/pstree.img': '', 'config.dump': '{"createdTime":1e400}', 'status.dump': status },
    'checkpoint/',
  );
  const events = await collectEvents(checkpoint);
  expect(events.map(({ timeNs, what }) => [timeNs, what])).toEqual([
    [1700000000123456789n, 'Container Created'],
  ]);
});
