import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryIn } from '../../src/capture/tools/cgroup-memory.js';
import { parseUsage } from '../../src/capture/tools/docker.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const calls = join(scratch.path, 'calls');

/** A tool that notes how it is called, and then does what a script says. */
function tool(name: string, script: string): void {
  const path = scratch.file(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> ${calls}\n${script}\n`);
  chmodSync(path, 0o755);
}

beforeEach(() => {
  scratch.file('calls', '');
  vi.stubEnv('PATH', `${join(scratch.path, 'bin')}:/usr/bin:/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const called = () => readFileSync(calls, 'utf8').trim().split('\n');
const capture = (...args: readonly string[]) => runHere('checkpointctl', ['capture', ...args]);

describe('capture containerd', () => {
  const image = join(CHECKPOINTS, 'checkpoint-oci.tar');
  const file = join(scratch.path, 'c.tar');
  const usual = (rest: string) =>
    `case "$*" in
*"tasks list") printf 'TASK    PID    STATUS\\ncounter  ${process.pid}  RUNNING\\nold  7  STOPPED\\n' ;;
${rest}
esac`;

  test('makes an image by ctr, exports it into a private file, and removes it', async () => {
    tool('ctr', usual(`*"images export"*) cat ${image} ;;`));
    const run = await capture('containerd', 'counter', '-n', 'k8s.io', '-o', file, '--sha256');
    expect(run.status).toBe(0);
    expect(run.stderr).toContain("container counter (containerd's, namespace k8s.io) is frozen");
    expect(run.stderr).toContain('goes on running');
    expect(readFileSync(file).equals(readFileSync(image))).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(run.stdout).toMatch(/^.*c\.tar\n[0-9a-f]{64} {2}.*c\.tar\n\+---/);
    expect(called().map((line) => line.replace(/capture:\d+/, 'capture:N'))).toEqual([
      'ctr --namespace k8s.io tasks list',
      'ctr --namespace k8s.io containers checkpoint --task --rw counter checkpointctl/capture:N',
      'ctr --namespace k8s.io images export --all-platforms --skip-manifest-json - checkpointctl/capture:N',
      'ctr --namespace k8s.io images remove checkpointctl/capture:N',
    ]);
  });

  test('of an export that fails nothing is left, the image neither', async () => {
    tool(
      'ctr',
      usual(`*"images export"*) echo abc; echo 'ctr: content digest: not found' >&2; exit 1 ;;`),
    );
    const run = await capture('containerd', 'counter', '-o', join(scratch.path, 'd.tar'));
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('failed: ctr: content digest: not found');
    expect(existsSync(join(scratch.path, 'd.tar'))).toBe(false);
    expect(called().at(-1)).toMatch(/^ctr --namespace default images remove /);
  });

  test.each([
    [
      'nosuch',
      'containerd runs no container nosuch in namespace default: --namespace names another',
    ],
    ['old', 'container old is not running (STOPPED)'],
  ])('%s cannot be captured', async (name, words) => {
    tool('ctr', usual(''));
    expect((await capture('containerd', name, '-o', file, '--force')).stderr).toContain(words);
    expect(called()).toEqual(['ctr --namespace default tasks list']);
  });

  test('memory is that of the control group, in both versions', () => {
    expect(memoryIn('anon 4096\nfile 999\nshmem 8192\n')).toBe(12288);
    expect(memoryIn('cache 9\nrss 1\ntotal_rss 4096\ntotal_shmem 0\n')).toBe(4096);
    expect(memoryIn('')).toHaveProperty('absent');
  });
});

describe('capture docker', () => {
  const directory = join(scratch.path, 'dump');
  const inspect = (state: string) =>
    `*inspect*) echo '[{"Id":"c0ffee","Name":"/counter","State":{${state}},"SizeRw":3072}]' ;;`;
  const usual = (state = '"Status":"running","Running":true') => `case "$*" in
${inspect(state)}
*stats*) echo '8MiB / 23.5GiB' ;;
"checkpoint create"*) cp -r ${join(CHECKPOINTS, 'shell-job')} ${directory} ;;
esac`;

  test('writes a directory by docker checkpoint, which is then shown', async () => {
    tool('docker', usual());
    const run = await capture('docker', 'counter', '-o', directory, '--keep');
    expect(run.stderr).toContain('8.0 MiB of memory, 3.0 KiB of changed files');
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/^.*dump\n\+---/);
    expect(called()).toEqual([
      'docker container inspect --size -- counter',
      'docker stats --no-stream --format {{.MemUsage}} -- counter',
      `docker checkpoint create --leave-running --checkpoint-dir ${scratch.path} -- c0ffee dump`,
    ]);
    const again = await capture('docker', 'counter', '-o', directory, '--keep');
    expect(again.stderr).toContain('dump: exists already');
  });

  test('without --keep somebody has to agree, and what is not running cannot be frozen', async () => {
    tool('docker', usual());
    const other = join(scratch.path, 'other');
    const stops = await capture('docker', 'counter', '-o', other);
    expect(stops.stderr).toContain('container counter will be stopped: --yes agrees, --keep');
    tool('docker', usual('"Status":"exited","Running":false'));
    const exited = await capture('docker', 'counter', '-o', other, '-y');
    expect(exited.stderr).toContain('container counter is not running (exited)');
    tool('docker', 'echo "Error response from daemon: No such container: x" >&2; exit 1');
    const none = await capture('docker', 'x', '-o', other, '-y');
    expect(none.stderr).toContain('failed: Error response from daemon: No such container: x');
  });

  test.each([
    ['7.523MiB / 23.5GiB\n', 7888437],
    ['512B / 1GiB', 512],
    ['1.5GiB / 2GiB', 1.5 * 1024 ** 3],
  ])('%s', (text, bytes) => {
    expect(parseUsage(text)).toBe(bytes);
  });

  test('-- / -- is no size', () => {
    expect(parseUsage('-- / --')).toHaveProperty('absent');
    expect(parseUsage('0B / 0B')).toHaveProperty('absent');
  });
});

test.each(['containerd', 'docker'])('%s without its tool', async (engine) => {
  vi.stubEnv('PATH', scratch.path);
  const run = await capture(engine, 'x', '-o', join(scratch.path, 'none'));
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(run.stderr).toMatch(/^Error: there is no (ctr|docker) on the PATH: this takes it/);
});
