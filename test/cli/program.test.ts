import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { programHelp } from '../../src/cli/help.js';
import { runWhole } from '../support/run-here.js';
import { CHECKPOINTS, programWords, runProgram } from '../support/run-program.js';

const COMMANDS = [
  'show',
  'inspect',
  'list',
  'ls',
  'cat',
  'rootfs',
  'extract',
  'crit',
  'completion',
];

describe('checkpointctl', () => {
  test('without arguments shows its commands', () => {
    const run = runProgram('checkpointctl', []);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    for (const name of COMMANDS) expect(run.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(runProgram('checkpointctl', ['--help']).stdout).toBe(run.stdout);
  });

  test('its help fits into a terminal', () => {
    const commands = COMMANDS.map((name) => ({
      ...{ name, summary: 'word '.repeat(40).trim() },
      load: () => Promise.reject(new Error('is not loaded for a line')),
    }));
    const text = programHelp({ name: 'p', summary: 'Reads.', commands }, [], 60);
    const lines = text.split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines[lines.findIndex((line) => line.startsWith('  show ')) + 1]).toMatch(/^ {14}word/);
    expect(text.match(/\bword\b/g)).toHaveLength(40 * COMMANDS.length);
  });

  test.each(COMMANDS)('%s --help has an example that can be copied', async (name) => {
    const { stdout, status } = await runWhole('checkpointctl', [name, '--help']);
    expect(status).toBe(0);
    if (name !== 'crit') expect(stdout).toMatch(new RegExp(`^  checkpointctl ${name}`, 'm'));
    expect((await runWhole('checkpointctl', ['help', name])).stdout).toBe(stdout);
  });

  test.each([
    [['--version'], /^checkpointctl \d+\.\d+\.\d+\n$/],
    [['crit', '--version'], /^checkpointctl crit \d+\.\d+\.\d+\n$/],
  ])('%j', async (args, expected) => {
    expect((await runWhole('checkpointctl', args)).stdout).toMatch(expected);
  });

  test.each([
    [
      ['nosuch'],
      'Error: unknown command "nosuch" for "checkpointctl"\nRun \'checkpointctl --help\' for usage.\n',
    ],
    [
      ['show'],
      'Error: requires at least 1 arg(s), only received 0: ARCHIVE is missing (usage: checkpointctl show [OPTIONS] ARCHIVE...)\n',
    ],
    [['show', '--wrong-parameter'], 'Error: unknown flag: --wrong-parameter\n'],
    [['show', '-x', 'a'], "Error: unknown shorthand flag: 'x' in -x\n"],
    [
      ['show', 'a', '--format', 'xml'],
      'Error: invalid output format: xml (choose from table, wide, json, jsonl, csv)\n',
    ],
    [
      ['show', 'a', '--max-unpacked', 'lots'],
      'Error: invalid argument "lots" for "--max-unpacked" flag: not a size such as 10G\n',
    ],
  ])('%j is an error that scripts know', async (args, stderr) => {
    expect(await runWhole('checkpointctl', args)).toMatchObject({ status: 1, stdout: '', stderr });
  });

  test('takes options before, between and after files, and -- as their end', async () => {
    const table = (await runWhole('checkpointctl', ['show', 'pod.tar'])).stdout;
    expect((await runWhole('checkpointctl', ['show', '--format=table', 'pod.tar'])).stdout).toBe(
      table,
    );
    expect((await runWhole('checkpointctl', ['show', '--', 'pod.tar'])).stdout).toBe(table);
    expect((await runWhole('checkpointctl', ['show', '--', '--help'])).stderr).toBe(
      'Error: stat --help: no such file or directory\n',
    );
  });
});

describe('colour', () => {
  const bold = '\u001b[1m';
  test.each([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ NO_COLOR: '1' }, false],
  ])('in a pipe with %j', (env, expected) => {
    const { stdout } = runProgram('checkpointctl', ['show', 'pod.tar'], { env });
    expect(stdout.includes(bold)).toBe(expected);
  });
});

describe('a device without room, and a reader that went away', () => {
  const shell = (line: string) =>
    spawnSync('bash', ['-c', line.replaceAll('CTL', programWords().join(' '))], {
      cwd: CHECKPOINTS,
      encoding: 'utf8',
    });

  test('standard output that is full ends with 1 and one line', () => {
    const run = shell('CTL show pod.tar > /dev/full');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^Error: cannot write to standard output: ENOSPC[^\n]*\n$/);
    expect(shell('CTL grep root pod.tar > /dev/full').status).toBe(2);
  });

  test('a warning that cannot be told ends with 1', () => {
    expect(shell('CTL maps lazy').status).toBe(0);
    expect(shell('CTL maps lazy 2> /dev/full')).toMatchObject({ status: 1, stderr: '' });
  });

  test('an error that nobody reads keeps its exit code', () => {
    const run = shell('{ CTL show nosuch pod.tar --json 2>&1; echo $? >&3; } 3>&2 | true');
    expect(['0\n', '1\n']).toContain(run.stderr);
  });
});
