import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkpointArchive } from '../../src/capture/podman/checkpoint.js';
import { findContainer } from '../../src/capture/podman/container.js';
import { podmanService } from '../../src/capture/podman/socket.js';
import { Scratch } from '../support/scratch.js';

const hasPodman = process.getuid?.() === 0 && spawnSync('podman', ['--version']).status === 0;

/** Podman itself, as far as it goes where nothing can be frozen: a container that was made and never started. */
describe.skipIf(!hasPodman)("a service of Podman's own", () => {
  const scratch = new Scratch();
  const at = (name: string) => join(scratch.path, name);
  const socket = at('podman.sock');
  const global = ['--root', at('root'), '--runroot', at('run'), '--storage-driver', 'vfs'];
  let service: ChildProcess;

  beforeAll(async () => {
    mkdirSync(at('rootfs'));
    const container = ['create', '--name', 'made', '--network', 'none', '--rootfs', at('rootfs')];
    execFileSync('podman', [...global, ...container, '/bin/true'], { stdio: 'ignore' });
    const words = ['system', 'service', '--time=0', `unix://${socket}`];
    service = spawn('podman', [...global, ...words], { stdio: 'ignore' });
    while (!existsSync(socket)) await pause(20);
  });
  afterAll(() => {
    service.kill();
  });

  test('tells what a container is, and why it cannot be frozen', async () => {
    const podman = podmanService(socket);
    await expect(findContainer(podman, 'made')).rejects.toThrow(
      'container made is not running (created)',
    );
    await expect(findContainer(podman, 'nosuch')).rejects.toThrow(
      /nosuch: Podman has no such container \(it answered 404: /,
    );
    const options = {
      ...{ leaveRunning: true, preCheckpoint: false, withPrevious: false, ignoreRootFS: true },
      ...{ ignoreVolumes: false, tcpEstablished: false, fileLocks: false },
    };
    // Its message, out of libpod's JSON.
    const archive = checkpointArchive(podman, { id: 'made', name: 'made' }, options, 60);
    await expect(archive.next()).rejects.toThrow(/^made: .* \(it answered 500: [^{]/);
  });
});
