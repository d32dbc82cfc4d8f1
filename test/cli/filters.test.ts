import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';

// Of this one pstree.img has 1 (bash), 7 (counter.py) and 8 (tee).
const ARCHIVE = `${CHECKPOINTS}article-crio.tar`;

const run = (...args: string[]) => runHere('checkpointctl', args);

/** Commands about some of the processes, with what makes them short. */
const LINES: readonly (readonly [string, ...string[]])[] = [
  ['maps', ARCHIVE, '--kind', 'stack'],
  ['strings', ARCHIVE, '--kind', 'stack', '-n', '64'],
  ['registers', ARCHIVE],
  ['coredump', ARCHIVE, '--list'],
  ['memparse', ARCHIVE, '-s', 'nothing of the kind'],
  ['inspect', ARCHIVE, '--ps-tree'],
  ['grep', 'PATH=', ARCHIVE],
  ['ps', ARCHIVE],
  ['lsof', ARCHIVE],
  ['table', 'environment', ARCHIVE],
];

describe.each(LINES.map(([command, ...line]) => ({ command, line })))(
  '$command',
  ({ command, line }) => {
    const failure = command === 'grep' ? 2 : 1;

    test('takes PIDs in a list, one by one, and as the names of the processes', async () => {
      const list = await run(command, ...line, '-p', '7,8');
      expect(list.stderr).toBe('');
      expect(list.stdout.length).toBeGreaterThan(0);
      expect(await run(command, ...line, '-p', '7', '--pid', '8')).toEqual(list);
      expect(await run(command, ...line, '--comm', 'counter.py', '--comm', 'tee')).toEqual(list);
    });

    test('tells what is not there, and all the same what is', async () => {
      const one = await run(command, ...line, '-p', '8');
      const found = await run(command, ...line, '-p', '8,99', '--comm', 'tee');
      expect(found.status).toBe(failure);
      expect(found.stdout).toBe(one.stdout);
      expect(found.stderr).toMatch(/^Error: .*article-crio\.tar: .*no process with PID 99/);
      const none = await run(command, ...line, '-p', '99');
      expect(none.status).toBe(failure);
      expect(none.stderr).toMatch(/^Error: .*article-crio\.tar: .*no process with PID 99/);
    });

    test('warns of a name that no process has', async () => {
      const none = await run(command, ...line, '--comm', 'nginx');
      expect(none.stderr).toBe('Warning: no process is named nginx\n');
      expect(none.status).toBe(command === 'grep' ? 1 : 0);
      expect((await run(command, ...line, '--comm', 'nginx', '--strict')).status).toBe(failure);
      const among = await run(command, ...line, '-p', '7', '--comm', 'tee');
      expect(among.stderr).toBe('Warning: none of the processes 7 is named tee\n');
    });
  },
);

describe('filters of regions that nothing passes', () => {
  test.each([
    ['maps', ARCHIVE, '-p', '8'],
    ['strings', ARCHIVE, '-p', '8'],
    ['memparse', ARCHIVE, '-p', '8'],
    ['grep', 'x', ARCHIVE, '-p', '8'],
  ])('are told by %s', async (...line) => {
    const { stderr } = await run(...line, '--range', '10000-20000', '--kind', 'anon,heap');
    expect(stderr).toBe(`Note: ${ARCHIVE}: no region passes --kind and --range\n`);
    expect((await run(...line, '--kind', 'stack')).stderr).toBe('');
  });

  test('memparse takes none for sizes, which they would not change', async () => {
    const { stderr, status } = await run('memparse', ARCHIVE, '--kind', 'heap');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: --perm, --kind and --range choose .*: give the processes/);
  });
});

test('the ID of a thread is told to be one', async () => {
  const archive = `${CHECKPOINTS}rich-plain`;
  const { stdout } = await run('registers', archive, '--json');
  const threads = JSON.parse(stdout) as { pid: number; tid: number }[];
  const thread = threads.find(({ pid, tid }) => pid !== tid);
  expect(thread).toBeDefined();
  for (const command of ['maps', 'registers', 'inspect', 'coredump', 'strings']) {
    const list = command === 'coredump' ? ['--list'] : [];
    const { stderr } = await run(command, archive, '-p', String(thread?.tid), ...list);
    const why = `${thread?.tid} is a thread of process ${thread?.pid}, not a process`;
    expect(stderr, command).toContain(why);
  }
});

test('read, xinfo and --range take the addresses that JSON prints', async () => {
  const { stdout } = await run('maps', ARCHIVE, '-p', '8', '--kind', 'stack', '--json');
  const start = /"start": (\d+)/.exec(stdout)?.[1] ?? '';
  const hex = BigInt(start).toString(16);
  const decimal = `0d${start}`;
  expect(await run('xinfo', ARCHIVE, '-p', '8', decimal)).toEqual(
    await run('xinfo', ARCHIVE, '-p', '8', hex),
  );
  expect(await run('read', ARCHIVE, '-p', '8', decimal, '16', '--zero-fill')).toEqual(
    await run('read', ARCHIVE, '-p', '8', `0x${hex}`, '16', '--zero-fill'),
  );
  const inRange = await run('maps', ARCHIVE, '-p', '8', '--range', `${decimal}+1`);
  expect(inRange.stdout).toContain('[stack]');
});
