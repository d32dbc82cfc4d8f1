import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeForms } from '../support/archive-forms.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const T1 = '../diff/counter-t1.tar.xz';
const T2 = '../diff/counter-t2.tar.xz';

const diff = (...args: readonly string[]) => runHere('checkpointctl', ['diff', ...args]);

interface Row {
  readonly section: string;
  readonly change: string;
  readonly pid: number | null;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly patch?: string;
}

interface Result {
  readonly process_changes: Readonly<
    Record<string, { pid: number; command: string; cmdline?: string }[]>
  >;
  readonly file_changes?: Readonly<Record<string, { pid: number; path: string; fd: string }[]>>;
  readonly socket_changes?: Readonly<Record<string, { pid: number; src_port: number }[]>>;
  readonly memory_changes: { readonly size_change_bytes: number; readonly size_change_mb: number };
  readonly changes: readonly Row[];
}

describe('one container at two times', () => {
  it('the tree is that of checkpointctl', async () => {
    const { stdout, status, stderr } = await diff(T1, T2, '--files', '--sockets', '--ps-tree-cmd');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`╔${'═'.repeat(64)}╗`);
    expect(lines[1]).toBe(`║ ${'Checkpoint Diff'.padEnd(62)} ║`);
    for (const line of [
      '┌─ Memory Changes ─────────────────────────────────────────────┐',
      '│ ↑ Increased by 0.19 MB',
      '┌─ Process Tree ───────────────────────────────────────────────┐',
      '│   + PID 9     sleep',
      '│             sleep 4321',
      '┌─ File Descriptor Changes ────────────────────────────────────┐',
      '│   + PID 7     REG      /home/counter/held-open',
      '┌─ Socket Changes ──────────────────────────────────────────────────────┐',
      '│     PID   PROTO STATE        LOCAL                 PEER',
      '│  +  7     TCP   ESTABLISHED  127.0.0.1:8089        127.0.0.1:59066',
    ]) {
      expect(lines).toContain(line);
    }
    expect(stdout).not.toMatch(/New (Secrets|Findings)/);
    expect(lines.slice(lines.indexOf('Summary:'))).toEqual([
      ...['Summary:', 'Checkpoint comparison for container counter-diff', 'Processes: +1 -0 ~0'],
      ...['Files: +8 -0', 'Sockets: +2 -0', 'Memory: +0.19 MB', 'Not shown: 0', ''].filter(
        (line) => line !== 'Not shown: 0',
      ),
    ]);
  });

  it('JSON has the keys of checkpointctl, and all changes', async () => {
    const { stdout } = await diff(T1, T2, '--format', 'json', '--files', '--sockets', '--content');
    const result = JSON.parse(stdout) as Result;
    expect(Object.keys(result)).toEqual([
      ...['container_id', 'container_name', 'image', 'checkpoint_a', 'checkpoint_b'],
      ...[
        'process_changes',
        'file_changes',
        'memory_changes',
        'socket_changes',
        'summary',
        'changes',
      ],
    ]);
    expect(result.process_changes['added']).toEqual([{ pid: 9, command: 'sleep' }]);
    expect(result.process_changes['unchanged']?.map(({ pid }) => pid)).toEqual([1, 7, 8]);
    expect(result.process_changes['removed']).toBeUndefined();
    expect(result.file_changes?.['added']).toHaveLength(8);
    expect(result.socket_changes?.['added']).toHaveLength(2);
    const { size_change_bytes: growth, size_change_mb: megabytes } = result.memory_changes;
    expect(growth % 4096).toBe(0);
    expect(megabytes).toBe(growth / 1024 / 1024);

    // What the container was made to do in between.
    const files = result.changes.filter(({ section }) => section === 'files');
    expect(files.map(({ change, what }) => `${change} ${what}`)).toEqual([
      '+ /etc/host.conf',
      '- /etc/issue.net',
      '+ /home/counter/held-open',
      '~ /home/counter/logfile',
      '+ /home/counter/new-file',
      '~ /home/counter/test-file',
      '- /home/counter/will-be-deleted',
    ]);
    const appended = files.find(({ what }) => what === '/home/counter/test-file');
    expect(appended?.patch?.split('\n').slice(2)).toEqual([
      '@@ -1,1 +1,2 @@',
      ' test-file',
      '+appended by the counter',
      '',
    ]);
    const opened = result.changes.filter(
      ({ section, change }) => section === 'descriptors' && change === '+',
    );
    expect(opened.map(({ pid, what }) => `${pid ?? 0} ${what}`)).toEqual([
      ...['7 descriptor 6', '7 descriptor 7', '7 descriptor 8'],
    ]);
    expect(result.changes.filter(({ section }) => section === 'sockets')).toHaveLength(2);
    expect(result.changes.filter(({ section }) => section === 'processes')).toEqual([
      ...[
        {
          section: 'processes',
          change: '+',
          pid: 9,
          comm: 'sleep',
          what: 'process',
          before: null,
          after: 'sleep 4321',
        },
      ],
    ]);
  });

  it('--exit-code tells by the exit code, and the other way round what is new is gone', async () => {
    const { stdout, status } = await diff(T2, T1, '--exit-code', '--filter', 'section=processes');
    expect(status).toBe(1);
    expect(stdout).toMatch(/processes +- +9 +process +sleep 4321/);
    const same = await diff(
      T2,
      T2,
      '--exit-code',
      '--memory=bytes',
      '--content',
      '--format',
      'jsonl',
    );
    expect(same).toMatchObject({ stdout: '', stderr: '', status: 0 });
    const none = await diff(T2, 'nothing.tar', '--exit-code');
    expect(none.status).toBe(2);
  });
});

describe('one checkpoint in other forms', () => {
  const scratch = new Scratch();

  it('differs in nothing', async () => {
    const plain = join(CHECKPOINTS, 'rich-podman.tar');
    const { gzip, zstd } = writeForms(scratch, readFileSync(plain));
    const directory = join(scratch.path, 'unpacked');
    await runHere('checkpointctl', ['extract', plain, '-C', directory]);
    const options = ['--memory=bytes', '--content', '--exit-code', '--format', 'jsonl'];
    const run = await diff(plain, gzip, zstd, directory, plain, ...options);
    expect(run).toMatchObject({ stdout: '', stderr: '', status: 0 });
  });
});

it('secrets and findings that are asked for are told, though none is new', async () => {
  const { stdout, status } = await diff('userns.tar', 'userns.tar', '--secrets', '--triage');
  expect(status).toBe(0);
  expect(stdout).toMatch(/┌─ New Secrets ─+┐\n│ = None\n└─+┘\n┌─ New Findings ─+┐\n│ = None\n/);
});

describe('several archives', () => {
  it('each is compared with the one before', async () => {
    const { stdout, status } = await diff(
      'incremental/3',
      'lazy',
      'lazy',
      '--force',
      '--format',
      'json',
    );
    const results = JSON.parse(stdout) as Result[];
    expect(status).toBe(0);
    expect(results).toHaveLength(2);
    expect(results[0]?.changes.length).toBeGreaterThan(0);
    expect(results[1]?.changes).toEqual([]);
  });
});

describe('what cannot be compared', () => {
  it('is told in the words of checkpointctl', async () => {
    const usage = 'ARCHIVE is missing (usage: checkpointctl diff [OPTIONS] ARCHIVE ARCHIVE...)\n';
    expect((await diff()).stderr).toBe(`Error: accepts 2 arg(s), received 0: ${usage}`);
    const alone = await diff('pod.tar', '--exit-code');
    expect(alone.stderr).toBe(`Error: accepts 2 arg(s), received 1: ${usage}`);
    expect(alone.status).toBe(2);
    const missing = await diff('nothing.tar', 'pod.tar');
    expect(missing.stderr).toMatch(/^Error: failed to load checkpointA: .*nothing\.tar/);
    expect(missing.status).toBe(1);
    expect((await diff('pod.tar', 'nothing.tar')).stderr).toContain('failed to load checkpointB: ');
    const format = await diff('pod.tar', 'pod.tar', '--format=invalid');
    expect(format.stderr).toContain('invalid output format: invalid');
    expect(format.status).toBe(1);
  });

  it('checkpoints of different containers, without --force', async () => {
    const refused = await diff('pod.tar', 'incr-final.tar');
    expect(refused.stderr).toMatch(/^Error: checkpoints are from different containers: A: .*, B: /);
    expect(refused.status).toBe(1);
    expect((await diff('pod.tar', 'incr-final.tar', '--force')).status).toBe(0);
  });

  it('a pre-dump has no processes that could be gone or new', async () => {
    const { stdout, stderr, status } = await diff('incr-pre.tar', 'incr-final.tar', '--files');
    expect(stderr).toContain('Warning: processes and what is theirs cannot be compared');
    expect(stderr).not.toContain('Error');
    expect(status).toBe(0);
    expect(stdout).not.toContain('Processes: ');
    expect(stdout.match(/^│ \? Cannot be compared$/gm)).toHaveLength(2);
    expect(stdout).not.toContain('Files: ');
    // What only the final checkpoint has saved is not new.
    expect(stdout).not.toContain('/dev/null');
  });

  it('rows cannot be chosen where there are none', async () => {
    const { stderr } = await diff('pod.tar', 'pod.tar', '--format', 'json', '--sort', 'pid');
    expect(stderr).toContain('--format json has no rows');
  });

  it('pages in a parent that is not here are no change, and a warning', async () => {
    const { stdout, stderr, status } = await diff(
      ...['incr-final.tar', 'incr-final.tar', '--memory', '--exit-code', '--format', 'jsonl'],
    );
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Warning: \d+ bytes of memory cannot be compared: in a parent image/);
    expect(status).toBe(0);
    const whole = await diff(
      ...[
        'incr-final.tar',
        'incr-final.tar',
        '--memory',
        '--parent',
        'incr-pre.tar',
        '--format',
        'jsonl',
      ],
    );
    expect(whole).toMatchObject({ stdout: '', stderr: '', status: 0 });
  });
});
