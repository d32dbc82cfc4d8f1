import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';

/** The cells of a text table with two blanks between columns. */
function cells(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
}

const rowsOf = async (...args: string[]) =>
  JSON.parse((await runHere('checkpointctl', args)).stdout) as Record<string, unknown>[];

describe('ps', () => {
  test('puts comm, exe and argv beside each other, so that a false name is seen', async () => {
    const { stdout, status } = await runHere('checkpointctl', ['ps', 'article-crio.tar']);
    expect(status).toBe(0);
    expect(cells(stdout)).toEqual([
      ['PID', 'PPID', 'USER', 'STATE', 'THREADS', 'COMM', 'EXE', 'COMMAND'],
      [
        ...['1', '0', '0', 'alive', '1', 'bash', '/usr/bin/bash'],
        'bash -c /home/counter/counter.py 2>&1 | tee /home/counter/logfile',
      ],
      [
        ...['7', '1', '0', 'alive', '1', 'counter.py', '/usr/bin/python3.11'],
        '/usr/bin/python3 /home/counter/counter.py',
      ],
      ['8', '1', '0', 'alive', '1', 'tee', '/usr/bin/tee', 'tee /home/counter/logfile'],
    ]);
  });

  test('takes what people type for what it does anyway', async () => {
    const { stdout } = await runHere('checkpointctl', ['ps', 'article-crio.tar']);
    expect((await runHere('checkpointctl', ['ps', '-ef', 'article-crio.tar'])).stdout).toBe(stdout);
  });

  test('--tree puts children below their parents', async () => {
    const { stdout } = await runHere('checkpointctl', ['ps', 'rich-podman.tar', '--tree']);
    const commands = cells(stdout).map((row) => [row[0], row[5]]);
    const at = commands.findIndex(([, comm]) => comm === 'rich-ipc');
    expect(commands.slice(at, at + 4).map(([, comm]) => comm)).toEqual([
      'rich-ipc',
      'rich-ipc-kid',
      'gc ✓ deep',
      'rich-nobody',
    ]);
    expect(stdout).toMatch(/rich-nobody .* {20}\\_ rich-ipc ipc$/m);
    const sorted = await runHere('checkpointctl', ['ps', '--tree', '--sort', 'pid', 'pod.tar']);
    expect(sorted.stderr).toBe('Error: --tree has an order of its own\n');
  });

  test('tells how a process ended, and what it cannot tell of it', async () => {
    const rows = await rowsOf('ps', 'rich-podman.tar', '-o', 'json');
    expect(rows.find(({ comm }) => comm === 'rich-killed')).toMatchObject({
      state: 'dead',
      signal: 'SIGKILL',
      exe: null,
      absent: { exe: 'the process has ended' },
    });
    expect(rows.find(({ comm }) => comm === 'rich-zombie')).toMatchObject({
      exit_code: 42,
    });
  });

  test('of a process that is not there is an error, of a name a warning', async () => {
    const none = await runHere('checkpointctl', ['ps', 'article-crio.tar', '-p', '99']);
    expect(none.stderr).toBe(
      'Error: article-crio.tar: no process with PID 99 in the process tree\n',
    );
    expect([none.stdout, none.status]).toEqual(['', 1]);
    const nobody = await runHere('checkpointctl', ['ps', 'article-crio.tar', '--comm', 'sshd']);
    expect(nobody.stderr).toBe('Warning: no process is named sshd\n');
    const filtered = await runHere('checkpointctl', [
      ...['ps', 'article-crio.tar', '--filter', 'comm=sshd'],
    ]);
    expect([filtered.stderr, filtered.status]).toEqual(['Note: no row passes --filter\n', 0]);
  });

  test('tells of several archives which each row is of, and goes on after a bad one', async () => {
    const args = ['ps', 'pod.tar', 'nothing.tar', 'article-crio.tar', '--columns', 'pid,archive'];
    const { stdout, stderr, status } = await runHere('checkpointctl', args);
    expect(status).toBe(1);
    expect(stderr).toBe('Error: stat nothing.tar: no such file or directory\n');
    expect(cells(stdout).slice(-3)).toEqual([
      ['1', 'article-crio.tar'],
      ['7', 'article-crio.tar'],
      ['8', 'article-crio.tar'],
    ]);
    const { stdout: table } = await runHere('checkpointctl', ['ps', 'pod.tar', 'article-crio.tar']);
    expect(cells(table)[0]?.slice(0, 3)).toEqual(['ARCHIVE', 'CONTAINER', 'PID']);
    // Names of containers are known when the archives are closed again.
    expect(cells(table).map((row) => row[1])).toEqual([
      ...['CONTAINER', 'pod-main', 'pod-main', 'counter', 'counter', 'counter'],
    ]);
  });

  test('chooses, orders and filters rows in every form', async () => {
    const args = ['ps', 'article-crio.tar', '--columns', 'comm,pid', '--sort', '-pid'];
    const run = async (...more: string[]) =>
      (await runHere('checkpointctl', [...args, ...more])).stdout;
    expect(await run('--filter', 'comm!=bash', '--no-headers')).toBe(
      'tee         8\ncounter.py  7\n',
    );
    expect(await run('-o', 'csv', '--filter', 'argv~tee')).toBe('comm,pid\r\ntee,8\r\nbash,1\r\n');
    expect(await run('--format', 'jsonl', '--filter', 'pid=7')).toBe(
      '{"comm":"counter.py","pid":7}\n',
    );
    const wrong = await runHere('checkpointctl', ['ps', 'pod.tar', '--columns', 'pidd']);
    expect(wrong.stderr).toContain('there is no column "pidd" in processes (choose from archive,');
    expect(wrong.status).toBe(1);
  });
});

describe('lsof', () => {
  test('has a line for each descriptor, and for what else a process holds', async () => {
    const { stdout } = await runHere('checkpointctl', ['lsof', 'article-crio.tar', '-p', '8']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('COMMAND PID  FD TYPE MODE SIZE/OFF    NODE NAME');
    const byFd = new Map(lines.map((line) => [line.split(/ +/)[2], line]));
    expect(byFd.get('cwd')).toMatch(/^tee +8 cwd DIR .* \/$/);
    expect(byFd.get('txt')).toMatch(/ REG .* \/usr\/bin\/tee$/);
    expect(byFd.get('0r')).toMatch(/ FIFO .* pipe \[\d+\] read end, written by 7\/1 7\/2$/);
    expect(byFd.get('3w')).toMatch(/ REG .* \/home\/counter\/logfile$/);
  });

  test('marks what is deleted, and escapes a blank in a name', async () => {
    const { stdout } = await runHere('checkpointctl', ['lsof', 'rich-podman.tar']);
    expect(stdout).toMatch(/^gc\\x20✓\\x20deep +27 +cwd DIR /m);
    expect(stdout).toMatch(/^rich-files +9 +25u REG +0600 +34 .* \/data\/ghost\.txt \(deleted\)$/m);
    expect(stdout).toMatch(/^rich-files +9 +34u REG .* \/data\/sp ace ☃ \[x\]\(y\)&\.txt$/m);
  });

  test('-i and -U are for sockets; ends are as lsof writes them', async () => {
    const { stdout } = await runHere('checkpointctl', ['lsof', '-nP', '-i', 'article-crio.tar']);
    expect(stdout.split('\n')[1]).toMatch(/^counter\.py +7 3u IPv4 .* TCP \*:8188 \(LISTEN\)$/);
    const unix = await rowsOf('lsof', '-U', 'rich-podman.tar', '-o', 'json');
    expect(new Set(unix.map(({ file_type }) => file_type))).toEqual(new Set(['unix']));
    expect(unix.every(({ fd, use }) => typeof fd === 'number' && use === 'fd')).toBe(true);
  });
});

describe('ss', () => {
  test('prints what inspect --sockets --format table does', async () => {
    const { stdout } = await runHere('checkpointctl', ['ss', 'rich-podman.tar']);
    const same = await runHere('checkpointctl', [
      ...['inspect', '--sockets', '--format', 'table', 'rich-podman.tar'],
    ]);
    const sorted = (text: string) => text.split('\n').sort();
    expect(sorted(stdout)).toEqual(sorted(same.stdout));
    expect((await runHere('checkpointctl', ['ss', '-anp', 'rich-podman.tar'])).stdout).toBe(stdout);
  });

  test('chooses kinds and those that listen', async () => {
    const netids = async (...args: string[]) => [
      ...new Set(
        (await rowsOf('ss', 'rich-podman.tar', '-o', 'json', ...args)).map((row) => row['netid']),
      ),
    ];
    expect(await netids('-t')).toEqual(['tcp']);
    expect((await netids('-tu')).sort()).toEqual(['tcp', 'udp']);
    expect((await netids('-x')).sort()).toEqual(['u_dgr', 'u_seq', 'u_str']);
    const listening = await rowsOf('ss', 'rich-podman.tar', '-tl', '-o', 'json');
    expect(new Set(listening.map(({ state }) => state))).toEqual(new Set(['LISTEN']));
    expect(listening[0]).toMatchObject({ local_address: '127.0.0.1', local_port: 18080 });
  });
});

describe('table and schema', () => {
  test('print any table, and its schema', async () => {
    const rows = await rowsOf('table', 'environment', 'article-crio.tar', '-p', '1', '--json');
    expect(rows[0]).toMatchObject({ archive: 'article-crio.tar', container: 'counter', pid: 1 });
    const schema = (await rowsOf('schema', 'environment')) as unknown as {
      items: unknown;
      $defs: { row: { properties: object } };
    };
    expect(Object.keys(schema.$defs.row.properties)).toEqual(
      'archive container pid comm name value absent'.split(' '),
    );
    const all = (await rowsOf('schema')) as unknown as { $defs: object };
    expect(Object.keys(all.$defs)).toContain('changed-files');
  });

  test('refuse what is none, and a process where there is none', async () => {
    const none = await runHere('checkpointctl', ['table', 'enviroment', 'pod.tar']);
    expect(none.stderr).toContain('there is no table enviroment (did you mean environment?)');
    const other = await runHere('checkpointctl', ['table', 'routes', 'pod.tar', '-p', '1']);
    expect(other.stderr).toBe(
      'Error: the rows of routes are of no process: -p and --comm choose none\n',
    );
  });
});
