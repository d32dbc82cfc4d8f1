import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const run = (...args: string[]) => runHere('checkpointctl', ['inspect', ...args]);
const lines = async (...args: string[]) => (await run(...args)).stdout.split('\n');

interface ProcessJson {
  readonly pid: number;
  readonly command: string;
  readonly cmdline?: string;
  readonly argv?: readonly string[];
  readonly task_state?: string;
  readonly environment_variables?: Readonly<Record<string, string>>;
  readonly children?: readonly ProcessJson[];
}
interface InspectionJson {
  readonly container_name: string;
  readonly process_tree: ProcessJson;
  readonly metadata: { readonly pod_name: string; readonly annotations: Record<string, string> };
  readonly statistics: Record<string, number>;
  readonly file_descriptors: { pid: number; open_files: Record<string, unknown>[] }[];
  readonly sockets: { pid: number; open_sockets: { protocol: string; data: unknown }[] }[];
  readonly mounts: { destination: string; type: string; source: string }[];
  readonly warnings?: string[];
}
const json = async (...args: string[]) =>
  (JSON.parse((await run(...args, '--format', 'json')).stdout) as [InspectionJson])[0];

describe('the tree', () => {
  test('has the branches in the order that scripts know', async () => {
    expect(await lines('article-crio.tar', '--ps-tree-cmd')).toEqual([
      '',
      'Displaying container checkpoint tree view from article-crio.tar',
      '',
      'counter',
      '├── Image: quay.io/adrianreber/counter:blog',
      '├── ID: 059a219a22e56a3d0c4f7b1e8d92c6f50b3ea47718d2c9460f5be1a3c7d08e94',
      '├── Runtime: runc',
      '├── Created: 2023-03-02T06:06:49',
      '├── Checkpointed: 2023-03-02T06:08:01Z',
      '├── Engine: CRI-O',
      '├── IP: 10.88.0.23',
      '├── Checkpoint size: 8.6 MiB',
      '│   └── Memory pages size: 8.6 MiB',
      '├── Root FS diff size: 3.0 KiB',
      '└── Process tree',
      '    └── [1]  bash -c /home/counter/counter.py 2>&1 | tee /home/counter/logfile',
      '        ├── [7]  /usr/bin/python3 /home/counter/counter.py',
      '        └── [8]  tee /home/counter/logfile',
      '',
      '',
    ]);
  });

  test('--all has every branch, each once', async () => {
    const branches = (await lines('article-crio.tar', '--all')).filter((line) =>
      /^[├└]── \S/.test(line),
    );
    expect(branches.map((line) => line.slice(4).replace(/(:| \().*/, ''))).toEqual([
      ...['Image', 'ID', 'Runtime', 'Created', 'Checkpointed', 'Engine', 'IP', 'Checkpoint size'],
      ...['Root FS diff size', 'CRIU dump statistics', 'Metadata', 'Process tree'],
      ...[
        'Overview of mounts',
        'Mounts of the processes',
        'Security',
        'Namespaces',
        'Control groups',
      ],
    ]);
  });

  test('durations keep their value', async () => {
    const found = (await lines('article-crio.tar', '--stats')).join('\n');
    expect(found).toContain('Freezing time: 100.81 ms');
    expect(found).toContain('Memdump time: 11.602 ms');
  });

  test('tells how a zombie ended', async () => {
    const found = (await lines('app.tar.gz', '--ps-tree')).find((line) => line.includes('[12 '));
    expect(found).toMatch(/\[12 \((Dead|Zombie)\)\] {2}\S+ \(exit code \d+\)$/);
  });

  test('tells sockets with IPv6 in brackets, buffers and what waits', async () => {
    const found = (await lines('app.tar.gz', '--sockets', '--pid', '7')).join('\n');
    expect(found).toContain('[TCP (LISTEN)]  127.0.0.1:7001 -> 0.0.0.0:0 (↑ 16.0 KB ↓ 128.0 KB)');
    expect(found).toContain('[TCP (LISTEN)]  [::1]:7002 -> [::]:0 (↑ 16.0 KB ↓ 128.0 KB), v6 only');
    expect(found).toMatch(/\[TCP \(ESTABLISHED\)\] .* 24 B unread$/m);
    expect(found).toMatch(/\[UNIX \(STREAM\)\] {2}unix stream .*@truth-abstract LISTEN/);
  });

  test('tells files in words, and what was kept of a deleted one', async () => {
    const found = (await lines('app.tar.gz', '--files', '--pid', '7')).join('\n');
    expect(found).toMatch(
      /\[REG 11\] {2}\/srv\/gone\.txt O_RDWR .*\(deleted, 24 B kept in ghost-file-1\.img\)/,
    );
    expect(found).not.toMatch(/\b(INETSK|MEMFD|EVENTFD|TTY|NS|TIMERFD)\.\d+/);
  });

  test('--security answers whether the container was confined', async () => {
    const found = (await lines('rich-podman.tar', '--security')).join('\n');
    expect(found).toContain('seccomp: yes, system calls are filtered');
    expect(found).toContain('capabilities: no, the bounding set has CAP_SYS_ADMIN, CAP_SYS_PTRACE');
    expect(found).not.toContain('return ALLOW');
    expect((await lines('rich-podman.tar', '--security=verbose')).join('\n')).toContain(
      'return ALLOW',
    );
  });

  test('--security counts the filters of a process and tells which they are', async () => {
    const article = (await lines('article-crio.tar', '--security', '--pid', '1')).join('\n');
    expect(article).toContain('Seccomp: 1 filter (#0)');
    expect(article).toContain('Bounding set against the spec: the same');
    const rich = (await lines('rich-plain', '--security')).join('\n');
    expect(rich).toContain('Seccomp: 2 filters (#2, #1)');
    expect(rich).toContain('Seccomp: disabled');
    expect(rich).toMatch(/#2: \d+ instructions, on top of #1/);
  });

  test('--format table prints sockets as ss does', async () => {
    const found = await lines('rich-podman.tar', '--sockets', '--format', 'table');
    expect(found[0]).toMatch(
      /^Netid +State +Recv-Q +Send-Q +Local Address:Port +Peer Address:Port +Process$/,
    );
    expect(found[2]).toMatch(
      /^tcp +ESTAB +31 +0 +127\.0\.0\.1:18081 +127\.0\.0\.1:18080 +users:\(\("/,
    );
  });
});

describe('JSON', async () => {
  const article = await json('article-crio.tar', '--all');

  test('has the keys that scripts know', () => {
    expect(article).toMatchObject({
      container_name: 'counter',
      statistics: { freezing_time: 100809, pages_written: 2198 },
      metadata: { pod_name: 'counters', kubernetes_namespace: 'default' },
    });
    expect(article.metadata.annotations['io.kubernetes.cri-o.IP.0']).toBe('10.88.0.23');
    expect(article.mounts[0]).toMatchObject({ destination: '/proc', type: 'proc', source: 'proc' });
    const [bash] = article.file_descriptors;
    expect(bash?.open_files[0]).toMatchObject({ type: 'REG', fd: 'REG 0', path: '/dev/null' });
    expect(bash?.open_files.at(-1)).toEqual({ type: '', fd: 'root', path: '/' });
    const [server] = article.sockets;
    expect(server).toMatchObject({ pid: 7 });
    expect(server?.open_sockets[0]?.data).toMatchObject({
      type: 'TCP',
      state: 'LISTEN',
      src: '0.0.0.0',
      src_port: 8188,
      send_buf: '16.0 KB',
    });
  });

  test('has exact arguments and environment', () => {
    const { process_tree: bash } = article;
    expect(bash.argv).toEqual([
      'bash',
      '-c',
      '/home/counter/counter.py 2>&1 | tee /home/counter/logfile',
    ]);
    expect(bash.cmdline).toBe('bash -c /home/counter/counter.py 2>&1 | tee /home/counter/logfile');
    expect(bash.task_state).toBe('Alive');
    expect(Object.keys(bash.environment_variables ?? {})).toEqual([
      ...['BALLAST', 'HOME', 'HOSTNAME', 'PATH', 'PYTHONDONTWRITEBYTECODE', 'TERM', 'container'],
    ]);
    expect(bash.children?.map(({ pid }) => pid)).toEqual([7, 8]);
  });

  test('--pid filters processes, files and sockets', async () => {
    const found = await json('article-crio.tar', '--all', '--pid', '8');
    expect(found.process_tree).toMatchObject({ pid: 8, command: 'tee' });
    expect(found.file_descriptors.map(({ pid }) => pid)).toEqual([8]);
    expect(found.sockets).toEqual([]);
  });

  test('lacks nothing when it is from a compressed archive', async () => {
    const found = await json('app.tar.gz', '--all');
    expect(found.process_tree.argv).toBeDefined();
    expect(found.warnings).toBeUndefined();
  });
});

describe('damage', () => {
  test('loses only the facts of the damaged image; it is told, and the exit code is 1', async () => {
    const copy = join(scratch.path, 'damaged');
    cpSync(join(CHECKPOINTS, 'pidns'), copy, { recursive: true });
    const mm = join(copy, 'mm-1.img');
    writeFileSync(mm, readFileSync(mm).subarray(0, 0x4c));
    const found = await run(copy, '--ps-tree-cmd', '--maps');
    expect(found.status).toBe(1);
    expect(found.stderr).toMatch(/^Error: .*mm-1\.img: .* at offset 0x8\n$/);
    expect(found.stdout).toMatch(
      /\[1\] {2}incr \(command line unavailable: mm-1\.img: .* at offset 0x8\)/,
    );
    expect(found.stdout).toMatch(/\[2\] {2}\/srv\/rich\/incr/);
  });

  test.each([
    [['nope.tar'], 'stat nope.tar: no such file or directory'],
    [
      ['pod.tar', '--pid', '99'],
      'failed to get process tree: no process with PID 99 (use `inspect --ps-tree` to view all PIDs)',
    ],
    [['pod.tar', '--pid', 'abc'], 'invalid argument "abc" for "-p, --pid" flag'],
    [['pod.tar', '--format', 'xml'], 'invalid output format: xml'],
    [['pod.tar', '--format', 'table'], '--format table is for --sockets'],
    [
      ['lazy', '--stats'],
      'failed to get dump statistics: open lazy:stats-dump: no such file or directory',
    ],
    [
      ['incr-pre.tar', '--ps-tree'],
      'failed to get process tree: open incr-pre.tar:pre-checkpoint/pstree.img: no such file or directory',
    ],
  ])('%j fails in one line', async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  test('a missing image is told where it is missed', async () => {
    const copy = join(scratch.path, 'missing');
    cpSync(join(CHECKPOINTS, 'pidns'), copy, { recursive: true });
    rmSync(join(copy, 'files.img'));
    const found = await run(copy, '--files');
    expect(found.status).toBe(1);
    expect(found.stderr).toMatch(
      /^Error: failed to get file descriptors: open .*files\.img: no such/,
    );
    expect(found.stdout).toContain('[cwd]  unavailable: the images have no REG with the id 5');
  });
});
