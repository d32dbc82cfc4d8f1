import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { describePlugin } from '../../src/cli/plugins/describe-plugin.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS, programWords, runProgram } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const at = (name: string) => join(scratch.path, name);
const SYSTEM = process.env['PATH'] ?? '';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A directory with plugins that sh runs. */
function plugins(directory: string, scripts: Readonly<Record<string, string>>): string {
  const path = scratch.directory(
    directory,
    Object.fromEntries(
      Object.entries(scripts).map(([name, script]) => [
        `checkpointctl-${name}`,
        `#!/bin/sh\n${script}\n`,
      ]),
    ),
  );
  for (const name of Object.keys(scripts)) chmodSync(join(path, `checkpointctl-${name}`), 0o755);
  return path;
}

const asked = (name: string) => `echo "$0 $@" >> ${at(name)}`;
const describing = (text: string) =>
  `[ "$1" = --plugin-description ] && printf '${text}\\n' && exit 42`;

/** A plugin has half a second to describe itself, which on a busy machine may pass before it runs. */
const AGAIN = { timeout: 60_000 };

const told = async (...args: string[]) => {
  const { stdout, stderr, status } = await runHere('checkpointctl', args);
  return { stdout, stderr, status };
};

describe('plugin list', () => {
  test('tells plugins by name with their descriptions and paths; of several the first in PATH', async () => {
    const first = plugins('first', {
      zeta: describing('Does zeta\\nand more'),
      both: describing('The first'),
    });
    const second = plugins('second', { both: describing('The second'), quiet: 'echo No; exit 0' });
    vi.stubEnv('PATH', `${first}:${second}:${SYSTEM}`);
    await expect
      .poll(() => told('plugin', 'list'), AGAIN)
      .toEqual({
        stdout: [
          'Available plugins:',
          ...[
            '  both                 The first',
            `                       ${first}/checkpointctl-both`,
          ],
          ...[
            '  quiet                (no description)',
            `                       ${second}/checkpointctl-quiet`,
          ],
          ...[
            '  zeta                 Does zeta',
            `                       ${first}/checkpointctl-zeta`,
          ],
          '',
        ].join('\n'),
        ...{ stderr: '', status: 0 },
      });
    await expect
      .poll(async () => (await told('--help')).stdout, AGAIN)
      .toMatch(
        /^Plugins:\n {2}both +The first\n {2}quiet +Plugin provided by PATH\n {2}zeta +Does zeta$/m,
      );
  });

  test('there are none', async () => {
    vi.stubEnv('PATH', scratch.directory('none', { 'checkpointctl-data': 'not executable' }));
    const { stdout, stderr } = await runHere('checkpointctl', ['plugin', 'list']);
    expect({ stdout, stderr }).toEqual({ stdout: 'No plugins found in PATH\n', stderr: '' });
  });

  test('one that hangs is cut off, with what it started', async () => {
    const directory = plugins('hanging', { slow: `sleep 987 & echo $! > ${at('sleeping')}; wait` });
    const plugin = { name: 'slow', path: join(directory, 'checkpointctl-slow') };
    await expect
      .poll(async () => {
        expect(await describePlugin(plugin)).toBeUndefined();
        return existsSync(at('sleeping'));
      }, AGAIN)
      .toBe(true);
    const pid = Number(readFileSync(at('sleeping'), 'utf8'));
    await expect.poll(() => existsSync(`/proc/${pid}/exe`), { timeout: 5000 }).toBe(false);
  });

  test('what a plugin says cannot command a terminal', async () => {
    vi.stubEnv('PATH', plugins('rude', { rude: describing('\\033[31mred') }));
    await expect
      .poll(async () => (await told('plugin', 'list')).stdout, AGAIN)
      .toContain('  rude                 \\x1b[31mred\n');
  });

  test('none has the name of a command, nor is it run', async () => {
    const directory = plugins('shadows', {
      show: asked('shadow'),
      help: asked('shadow'),
      crit: asked('shadow'),
    });
    vi.stubEnv('PATH', `${directory}:${SYSTEM}`);
    const listed = await runHere('checkpointctl', ['plugin', 'list']);
    expect(listed.stdout).not.toContain('  show ');
    expect(listed.stderr).toContain(
      `${directory}/checkpointctl-show is never run: show is a command`,
    );
    expect((await runHere('checkpointctl', ['show', 'pod.tar'])).stdout).toContain('CONTAINER');
    expect((await runHere('checkpointctl', ['--help'])).stdout).toContain('  show ');
    expect(existsSync(at('shadow'))).toBe(false);
  });
});

describe('where plugins are looked for', () => {
  test.each(['', '.', 'evidence', './evidence/'])(
    'not in %j of PATH, where evidence may lie',
    async (entry) => {
      plugins('work', { evil: asked('evil') });
      plugins('work/evidence', { evil: asked('evil') });
      vi.stubEnv('PATH', `${entry}:${scratch.directory('elsewhere', { x: '' })}`);
      const listed = await runHere('checkpointctl', ['plugin', 'list'], { cwd: at('work') });
      expect(listed.stdout).toBe('No plugins found in PATH\n');
      expect(listed.stderr).toContain('PATH has directories that are not absolute');
      const called = runProgram('checkpointctl', ['evil'], {
        cwd: at('work'),
        env: { PATH: `${entry}:/usr/bin:/bin` },
      });
      expect(called).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('unknown command "evil"') as string,
      });
      expect(existsSync(at('evil'))).toBe(false);
    },
  );
});

test('an unknown command tells which is meant, of ours or of a plugin', async () => {
  const directory = plugins('meant', { carve: asked('carved') });
  vi.stubEnv('PATH', directory);
  const advice = async (word: string) => (await runHere('checkpointctl', [word])).stderr;
  expect(await advice('shwo')).toBe(
    'Error: unknown command "shwo" for "checkpointctl" (did you mean show?)\nRun \'checkpointctl --help\' for usage.\n',
  );
  expect(await advice('carvee')).toContain('(did you mean carve?)');
  expect(await advice('../meant/checkpointctl-carve')).toContain('unknown command');
  expect(existsSync(at('carved'))).toBe(false);
});

describe('a plugin that is called', () => {
  const run = (directory: string, args: string[], input = '') =>
    runProgram('checkpointctl', args, { input, env: { PATH: `${directory}:${SYSTEM}` } });

  test('gets its words untouched, our input and outputs, and gives its exit code', () => {
    const directory = plugins('called', {
      echo: 'for word; do echo "[$word]"; done; cat; echo bad >&2; exit 7',
    });
    const words = ['--help', '-v', '--debug', 'a b', '', '--', '*'];
    expect(run(directory, ['echo', ...words], 'from outside\n')).toMatchObject({
      stdout: `${words.map((word) => `[${word}]\n`).join('')}from outside\n`,
      stderr: 'bad\n',
      status: 7,
    });
    expect(run(directory, ['help', 'echo']).stdout).toContain('[--help]');
  });

  test('is ended by the signal that we get, and we by the one that ended it', async () => {
    const directory = plugins('signals', {
      wait: 'trap "echo heard; trap - TERM; kill -TERM $$" TERM; echo ready; while :; do sleep 0.1; done',
    });
    const [program = '', ...first] = programWords();
    const child = spawn(program, [...first, 'wait'], {
      env: { PATH: `${directory}:${SYSTEM}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told === 'ready\n') child.kill('SIGTERM');
    });
    const ended = await new Promise((resolve) => {
      child.on('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
    expect(ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(told).toBe('ready\nheard\n');
  });

  test('asks for tables as JSON lines, one after another', () => {
    const directory = plugins('asking', {
      ask: [
        'for table in processes nosuch threads; do',
        '  echo "$table $1" >&$CHECKPOINTCTL_JSON',
        '  while IFS= read -r line <&3 && [ -n "$line" ]; do printf "%s %s\\n" "$table" "$line"; done',
        'done',
      ].join('\n'),
    });
    const { stdout, stderr, status } = run(directory, ['ask', 'userns.tar']);
    expect(status).toBe(0);
    const rows = stdout.trimEnd().split('\n');
    const of = (table: string) =>
      rows.filter((row) => row.startsWith(table)).map((row) => row.slice(table.length + 1));
    const printed = runProgram('checkpointctl', [
      'table',
      'processes',
      'userns.tar',
      '--format',
      'jsonl',
    ]);
    expect(of('processes').join('\n')).toBe(printed.stdout.trimEnd());
    expect(of('nosuch')).toEqual([expect.stringMatching(/^\{"error":".*nosuch.*"\}$/)]);
    expect(stderr).toMatch(/^Error: .*nosuch/);
    expect(of('threads').length).toBeGreaterThan(0);
  });
});

test('the rule of examples/plugins is ten lines of Python', () => {
  const examples = fileURLToPath(new URL('../../examples/plugins', import.meta.url));
  const malware = fileURLToPath(new URL('../../testdata/malware/', import.meta.url));
  const env = { PATH: `${examples}:${SYSTEM}` };
  const { stdout, stderr, status } = runProgram(
    'checkpointctl',
    ['from-nowhere', 'malware-bare.tar.xz'],
    { cwd: malware, env },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/: PID \d+ \(.+\) runs '\/memfd:/);
  expect(
    runProgram('checkpointctl', ['from-nowhere', 'pod.tar'], { cwd: CHECKPOINTS, env }).stdout,
  ).toBe('');
});
