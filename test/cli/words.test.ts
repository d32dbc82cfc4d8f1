import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';

const POD = `${CHECKPOINTS}pod.tar`;

const stderrOf = async (...args: string[]) => (await runHere('checkpointctl', args)).stderr;

describe('a wrong command line', () => {
  test.each([
    [['shwo'], 'unknown command "shwo" for "checkpointctl" (did you mean show?)'],
    [['crit', 'decod'], 'unknown command "decod" for "checkpointctl crit" (did you mean decode?)'],
    [['show', '--formt', 'json'], 'unknown flag: --formt (did you mean --format?)'],
    [['show', '--print'], 'unknown flag: --print (did you mean --print-stats?)'],
    [['show', '--jsno'], 'unknown flag: --jsno (did you mean --json?)'],
    [['show', '-json'], "unknown shorthand flag: 'j' in -json (did you mean --json?)"],
    [['show', '--wrong-parameter'], 'unknown flag: --wrong-parameter'],
    [['nosuch'], 'unknown command "nosuch" for "checkpointctl"'],
  ])('%j gets the nearest word', async (args, message) => {
    const [first] = (await stderrOf(...args)).split('\n');
    expect(first).toBe(`Error: ${message}`);
  });

  test.each([
    [['show'], 'requires at least 1 arg(s), only received 0: ARCHIVE is missing'],
    [['cat', POD], 'accepts 2 arg(s), received 1: MEMBER is missing'],
    [['read', POD, '1000', '-p', '1'], 'accepts 3 arg(s), received 2: LENGTH is missing'],
    [['xinfo', POD, '-p', '1'], 'requires at least 2 arg(s), only received 1: ADDRESS is missing'],
    [['schema', 'a', 'b'], 'accepts at most 1 arg(s), received 2: too many'],
  ])('%j names the argument and the usage', async (args, message) => {
    const stderr = await stderrOf(...args);
    expect(stderr).toContain(`Error: ${message} (usage: checkpointctl ${args[0] ?? ''} [OPTIONS]`);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  test.each([
    [['grep', 'x', POD, '--in', 'cellar'], 'invalid --in: cellar (choose from private, shared'],
    [['grep', 'x', POD, '--not-in', 'cellar'], 'invalid --not-in: cellar (choose from private'],
    [['inspect', POD, '-p', 'abc'], 'invalid argument "abc" for "-p, --pid" flag: not a PID'],
    [['maps', POD, '-p', '1,'], 'invalid argument "" for "-p, --pid" flag: not a PID'],
    [['registers', POD, '--tid', '0'], 'invalid argument "0" for "--tid" flag: not a thread ID'],
    [
      ['grep', 'x', POD, '-m', '-1'],
      'invalid argument "-1" for "-m, --max-count" flag: not a number',
    ],
    [
      ['grep', 'x', POD, '-A', 'y'],
      'invalid argument "y" for "-A, --after-context" flag: not a number',
    ],
    [
      ['memparse', POD, '-s', 'x', '-c', 'y'],
      'invalid argument "y" for "-c, --context" flag: not a',
    ],
    [
      ['strings', POD, '-n', '0'],
      'invalid argument "0" for "-n, --bytes" flag: not a number from 1',
    ],
    [['maps', POD, '--range', '5'], 'invalid argument "5" for "--range" flag: not a range such as'],
    [
      ['maps', POD, '--range', '5-zz'],
      'invalid argument "5-zz" for "--range" flag: not a range such as',
    ],
    [
      ['maps', POD, '--range', '5-2'],
      'invalid argument "5-2" for "--range" flag: not a range, as it',
    ],
    [
      ['show', POD, '--hash=maybe'],
      'invalid argument "maybe" for "--hash" flag: not true or false',
    ],
    [
      ['show', POD, '--json=maybe'],
      'invalid argument "maybe" for "--json" flag: not true or false',
    ],
  ])('%j names the option', async (args, message) => {
    expect(await stderrOf(...args)).toContain(`Error: ${message}`);
  });
});

describe('an option with an implied value', () => {
  test('takes the next word when that is one of the choices, and leaves it where it is not', async () => {
    const run = (...args: string[]) => runHere('checkpointctl', ['inspect', ...args]);
    const verbose = await run(POD, '--security=verbose');
    expect(verbose.status).toBe(0);
    expect(await run(POD, '--security', 'verbose')).toEqual(verbose);
    const summary = await run(POD, '--security=summary');
    expect(await run('--security', POD)).toEqual(summary);
    expect(await run('--security', 'summary', POD)).toEqual(summary);
  });
});

describe('an option without a value', () => {
  test('may be told to be on or off, as cobra has it', async () => {
    const run = (...args: string[]) => runHere('checkpointctl', ['show', POD, ...args]);
    const [table, json, stats] = await Promise.all([run(), run('--json'), run('--print-stats')]);
    expect(await run('--json=false')).toEqual(table);
    expect(await run('--json=true')).toEqual(json);
    expect(await run('--print-stats=F')).toEqual(table);
    expect(await run('--print-stats=1')).toEqual(stats);
    expect(stats.stdout).not.toBe(table.stdout);
  });
});

describe('JSON', () => {
  test.each([
    ['show', [POD]],
    ['inspect', [POD]],
    ['ls', [POD]],
    ['list', [`${CHECKPOINTS}incremental`, '--all-files']],
    ['grep', ['-F', 'Host', POD]],
    ['registers', [`${CHECKPOINTS}pidns`]],
    ['maps', [`${CHECKPOINTS}pidns`]],
    ['strings', [`${CHECKPOINTS}pidns`, '-p', '1']],
    ['xinfo', [`${CHECKPOINTS}pidns`, '-p', '1', '400000']],
    ['coredump', [`${CHECKPOINTS}pidns`, '--list']],
  ])('%s takes --json and --format json', async (command, args) => {
    const long = await runHere('checkpointctl', [command, '--format', 'json', ...args]);
    expect(long.stdout).not.toBe('');
    for (const line of command === 'grep' || command === 'strings'
      ? long.stdout.trimEnd().split('\n')
      : [long.stdout]) {
      JSON.parse(line);
    }
    expect(await runHere('checkpointctl', [command, ...args, '--json'])).toEqual(long);
  });
});
