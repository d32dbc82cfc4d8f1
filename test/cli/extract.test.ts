import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { runProgram } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;
const freshDirectory = () => scratch.directory(`out-${count++}`, { 'nested/': '' });

test('unpacks a checkpoint that everyone can work with', () => {
  const target = join(freshDirectory(), 'evidence');
  const run = runProgram('checkpointctl', ['extract', 'article-crio.tar', '-C', target]);
  expect(run).toMatchObject({ stdout: '', stderr: '', status: 0 });
  expect(lstatSync(target).mode & 0o777).toBe(0o700);
  // The archive has this directory as 0600.
  expect(lstatSync(join(target, 'checkpoint')).mode & 0o777).toBe(0o700);
  const own = runProgram('crit', ['show', join(target, 'checkpoint/pstree.img')]);
  expect(own.stdout).toBe(
    runProgram('crit', ['show', 'article-crio.tar:checkpoint/pstree.img']).stdout,
  );
  const shown = runProgram('checkpointctl', ['show', target]);
  expect(shown.stdout).toBe(runProgram('checkpointctl', ['show', 'article-crio.tar']).stdout);
});

test('unpacks a member of an archive inside the archive', () => {
  const target = freshDirectory();
  const args = ['extract', 'article-crio.tar', 'rootfs-diff.tar:home', '-C', target];
  expect(runProgram('checkpointctl', args).status).toBe(0);
  expect(readFileSync(join(target, 'home/counter/logfile'), 'utf8')).toContain('RANDOM_1432_KEY');
});

test('writes nothing outside the directory, whatever the archive names', async () => {
  const target = freshDirectory();
  const outside = scratch.directory(`outside-${count++}`, { 'kept/': '' });
  symlinkSync(outside, join(target, 'link-of-mine'));
  const tar = pack();
  tar.entry({ name: '../escaped' }, 'x');
  tar.entry({ name: `${outside}/absolute` }, 'x');
  tar.entry({ name: 'link-of-mine/through' }, 'x');
  tar.entry({ name: 'link', type: 'symlink', linkname: outside });
  tar.entry({ name: 'link/through' }, 'x');
  tar.entry({ name: 'device', type: 'character-device', devmajor: 1, devminor: 3 });
  tar.entry({ name: 'setuid', mode: 0o4755 }, 'twice');
  tar.entry({ name: 'setuid', mode: 0o4755 }, 'last');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const archive = scratch.file(`hostile-${count++}.tar`, Buffer.concat(chunks));

  const run = runProgram('checkpointctl', ['extract', archive, '-C', target]);
  expect(run.status).toBe(1);
  const told = run.stderr.trimEnd().split('\n');
  for (const name of ['../escaped', 'absolute', 'link-of-mine/through', 'hostile-', 'device']) {
    expect(told.join('\n')).toContain(name);
  }
  expect(told.every((line) => line.startsWith('Error: '))).toBe(true);
  expect(readdirSync(outside)).toEqual(['kept']);
  expect(readdirSync(target).sort()).toEqual(['link', 'link-of-mine', 'nested', 'setuid']);
  expect(lstatSync(join(target, 'link')).isDirectory()).toBe(true);
  expect(readFileSync(join(target, 'setuid'), 'utf8')).toBe('last');
  expect(lstatSync(join(target, 'setuid')).mode & 0o7777).toBe(0o755);
});

test('keeps what is there unless told otherwise', () => {
  const target = scratch.directory(`kept-${count++}`, { 'config.dump': 'mine' });
  const line = ['extract', 'article-crio.tar', 'config.dump', '-C', target];
  const refused = runProgram('checkpointctl', line);
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toMatch(/article-crio\.tar:config\.dump: exists already/);
  expect(readFileSync(join(target, 'config.dump'), 'utf8')).toBe('mine');
  expect(runProgram('checkpointctl', [...line, '--overwrite']).status).toBe(0);
  expect(readFileSync(join(target, 'config.dump'), 'utf8')).toContain('"rootfsImageName"');
});

test.each([
  [['extract', 'pod.tar'], 'required flag(s) "directory" not set'],
  [['extract', 'nope.tar', '-C', 'x'], 'stat nope.tar: no such file or directory'],
  [['extract', 'pod.tar', 'nope', '-C', scratch.path], 'pod.tar:nope: no such member'],
])('%j fails in one line', (args, message) => {
  const { status, stderr } = runProgram('checkpointctl', args);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Error: [^\n]*\n$/);
  expect(stderr).toContain(message);
});
