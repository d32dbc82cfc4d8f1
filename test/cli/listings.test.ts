import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { Scratch, tarBytes } from '../support/scratch.js';

const scratch = new Scratch();
const layer = (name: string) => tarBytes({ 'etc/': '', [`etc/${name}`]: name });
const one = await scratch.tar('one.tar', { 'a.txt': 'a', 'rootfs-diff.tar': await layer('one') });
const two = await scratch.tar('two.tar', { 'b.txt': 'bb', 'rootfs-diff.tar': await layer('two') });

const run = (...args: string[]) => runHere('checkpointctl', args);
const names = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ +/).at(-1));

describe('ls of several archives', () => {
  test('begins each line with the archive', async () => {
    const { stdout, stderr, status } = await run('ls', one, two);
    expect([stderr, status]).toEqual(['', 0]);
    const lines = stdout.trimEnd().split('\n');
    expect(names(stdout)).toEqual(['a.txt', 'rootfs-diff.tar', 'b.txt', 'rootfs-diff.tar']);
    expect(lines[0]).toMatch(new RegExp(`^${one} -rw-`));
    expect(lines[2]).toMatch(new RegExp(`^${two} -rw-`));
    expect((await run('ls', one)).stdout).toMatch(/^-rw-/);
  });

  test('lists the same path of each, and goes on after one that lacks it', async () => {
    const { stdout } = await run('ls', one, two, 'rootfs-diff.tar:etc');
    expect(names(stdout)).toEqual(['etc/', 'etc/one', 'etc/', 'etc/two']);
    const csv = await run('ls', one, two, 'a.txt', '--columns', 'archive,size,name', '-o', 'csv');
    expect(csv.stdout).toBe(`archive,size,name\r\n${one},1,a.txt\r\n`);
    expect([csv.stderr, csv.status]).toEqual([`Error: ${two}:a.txt: no such member\n`, 1]);
  });

  test('takes the last word for a member when there is one, whatever lies here', async () => {
    const archive = await scratch.tar('three.tar', { [one.slice(1)]: 'of that name' });
    expect(names((await run('ls', archive, one.slice(1))).stdout)).toEqual([one.slice(1)]);
    // A path with a slash before it is the same member.
    expect(names((await run('ls', archive, one)).stdout)).toEqual([one.slice(1)]);
    const none = await run('ls', one, 'not-here');
    expect(none.stderr).toBe(`Error: ${one}:not-here: no such member\n`);
  });
});

test('rootfs of several archives tells which each file is of', async () => {
  const bad = await scratch.tar('bad.tar', { 'config.dump': '{}' });
  const { stdout, stderr, status } = await run(
    ...['rootfs', one, bad, two, '--filter', 'name~^etc/', '--format', 'jsonl'],
    ...['--columns', 'archive,name'],
  );
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { archive: one, name: 'etc/one' },
    { archive: two, name: 'etc/two' },
  ]);
  expect(stderr).toMatch(/^Error: .*bad\.tar: no changes of the root file system were saved/);
  expect(status).toBe(1);
});
