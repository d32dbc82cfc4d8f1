import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PodmanServer } from '../support/capture/podman-server.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const podman = new PodmanServer(scratch);
const archive = readFileSync(join(CHECKPOINTS, 'rich-podman.tar'));
const sha256 = createHash('sha256').update(archive).digest('hex');
const INSPECT = 'GET /v4.0.0/libpod/containers/counter/json?size=true';
const STATS = 'GET /v4.0.0/libpod/containers/stats?containers=counter&stream=false';

beforeAll(async () => {
  await podman.start();
});
beforeEach(() => {
  podman.behaviour = { archive };
  podman.calls.length = 0;
});
afterAll(() => {
  podman.stop();
});

const capture = (...args: readonly string[]) =>
  runHere('checkpointctl', ['capture', 'podman', '--url', `unix://${podman.socket}`, ...args]);
const fresh = (name: string) => join(scratch.path, name);

describe('capture podman', () => {
  test('--keep leaves it running, so nobody is asked; the archive is private, hashed and shown', async () => {
    const file = fresh('kept.tar');
    const run = await capture('counter', '-o', file, '--keep', '--sha256');
    expect(run.status).toBe(0);
    expect(run.stdout.startsWith(`${file}\n${sha256}  ${file}\n+---`)).toBe(true);
    expect(run.stderr).toContain("container counter (Podman's, c0ffee) is frozen");
    expect(run.stderr).toContain('goes on running');
    expect(run.stderr).toContain('8.0 MiB of memory, 3.0 KiB of changed files');
    expect(readFileSync(file).equals(archive)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${file}.sha256`, 'utf8')).toBe(`${sha256}  kept.tar\n`);
    expect(podman.calls).toEqual([
      INSPECT,
      STATS,
      'POST /v4.0.0/libpod/containers/c0ffee/checkpoint?export=true&leaveRunning=true',
    ]);
  });

  test('without --keep it is stopped, to which somebody has to agree', async () => {
    const file = fresh('stopped.tar');
    const refused = await capture('counter', '-o', file);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('and then STOPPED');
    expect(refused.stderr).toContain(
      'Error: container counter will be stopped: --yes agrees, --keep leaves it running',
    );
    expect(podman.calls).toEqual([INSPECT, STATS]);
    expect(existsSync(file)).toBe(false);
    expect(await capture('counter', '-o', file, '-y')).toMatchObject({ status: 0 });
    expect(podman.calls.at(-1)).toMatch(/checkpoint\?export=true$/);
  });

  test.each([
    [['--pre'], 'preCheckpoint=true'],
    [['--keep', '--with-previous'], 'leaveRunning=true&withPrevious=true'],
    [
      ['--keep', '--ignore-rootfs', '--ignore-volumes'],
      'leaveRunning=true&ignoreRootFS=true&ignoreVolumes=true',
    ],
    [
      ['--keep', '--tcp-established', '--file-locks'],
      'leaveRunning=true&tcpEstablished=true&fileLocks=true',
    ],
  ])('%j is asked of Podman', async (args, query) => {
    const run = await capture('counter', '-o', fresh(`${query}.tar`), ...args);
    expect(run.status).toBe(0);
    expect(podman.calls.at(-1)).toMatch(new RegExp(`\\?export=true&${query}$`));
  });

  test('--dry-run asks for nothing but sizes', async () => {
    const run = await capture('counter', '-o', fresh('dry.tar'), '--dry-run', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({
      after: 'stops',
      use: { memory: 8388608, files: 3072 },
      target: fresh('dry.tar'),
    });
    expect(podman.calls).toEqual([INSPECT, STATS]);
  });

  test('a container without a cgroup has no memory that could be told', async () => {
    podman.behaviour = { stats: { MemUsage: 0 } };
    const run = await capture('counter', '-o', fresh('dry.tar'), '--dry-run');
    expect(run.stdout).toContain(
      'how large cannot be known (Podman does not tell how much memory it has)',
    );
  });

  test('what is there is not replaced, and nothing is frozen for it', async () => {
    const file = scratch.file('there.tar', 'x');
    const run = await capture('counter', '-o', file, '--keep');
    expect(run.stderr).toContain(`${file}: exists already; --force replaces it`);
    expect(podman.calls).toEqual([INSPECT, STATS]);
    expect(await capture('counter', '-o', file, '--keep', '--force')).toMatchObject({ status: 0 });
  });

  test('of an archive that is cut off nothing is left, and the container can be set going', async () => {
    podman.behaviour = { archive, cuts: true };
    const before = readdirSync(scratch.path);
    const run = await capture('counter', '-o', fresh('cut.tar'), '-y');
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /the connection was cut; the container is stopped; `podman container restore counter`/,
    );
    expect(readdirSync(scratch.path)).toEqual(before);
  });

  test.each([
    [{ state: { Status: 'exited', Running: false } }, 'container counter is not running (exited)'],
    [
      {
        refusal: {
          cause: 'configured runtime does not support checkpoint/restore',
          message: 'configured runtime does not support checkpoint/restore',
        },
      },
      'counter: the OCI runtime of the container takes no checkpoints: runc does',
    ],
    [
      {
        refusal: {
          cause: 'exit status 1',
          message: '`/usr/bin/runc checkpoint` failed: criu failed: type NOTIFY errno 0',
        },
      },
      'CRIU failed (it answered 500: `/usr/bin/runc checkpoint` failed: criu failed: type NOTIFY errno 0)',
    ],
    [
      { refusal: { cause: 'x', message: 'checkpointing a container requires root' } },
      'a rootless Podman takes no checkpoints',
    ],
  ])('%j is told in words', async (behaviour, words) => {
    podman.behaviour = behaviour;
    const run = await capture('counter', '-o', fresh('none.tar'), '--keep');
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain(words);
    expect(existsSync(fresh('none.tar'))).toBe(false);
  });

  test('no such container, no such socket, another machine', async () => {
    const container = await capture('nosuch', '-o', fresh('x.tar'));
    expect(container.stderr).toContain('nosuch: Podman has no such container');
    const socket = await capture('c', '-o', fresh('x.tar'), '--url', '/nosuch.sock');
    expect(socket.stderr).toContain(
      'Podman does not listen at /nosuch.sock: `systemctl start podman.socket`',
    );
    const remote = await capture('c', '-o', fresh('x.tar'), '--url', 'ssh://root@host/run/p.sock');
    expect(remote.stderr).toContain('is not a socket of this machine');
  });
});
