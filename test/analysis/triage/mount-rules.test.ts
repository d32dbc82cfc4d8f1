import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../../support/run-here.js';
import { CHECKPOINTS } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();

interface Mount {
  readonly destination: string;
  readonly source: string;
  readonly options?: readonly string[];
}

/** How much each mount weighs, of a container that has just these. */
async function severities(...mounts: readonly Mount[]): Promise<string[]> {
  const images = ['inventory.img', 'pstree.img', 'core-8405.img', 'files.img'];
  const archive = await scratch.tar('made.tar', {
    ...Object.fromEntries(
      images.map((image) => [
        `checkpoint/${image}`,
        readFileSync(join(CHECKPOINTS, 'shell-job', image)),
      ]),
    ),
    'config.dump': '{}',
    'spec.dump': JSON.stringify({
      annotations: { 'io.container.manager': 'libpod' },
      mounts: mounts.map((each) => ({ type: 'bind', options: ['rbind'], ...each })),
    }),
  });
  const { stdout } = await runHere('checkpointctl', [
    ...['triage', archive, '--rule', 'engine-socket', '--format', 'json'],
  ]);
  return (JSON.parse(stdout) as { severity: string }[]).map(({ severity }) => severity);
}

const readOnly = { options: ['rbind', 'ro'] };

describe('mounts of the host', () => {
  it.each<[string, Mount, string[]]>([
    ["an engine's socket", { source: '/run/docker.sock', destination: '/x.sock' }, ['high']],
    [
      'the same read-only: it takes orders all the same',
      { source: '/var/run/docker.sock', destination: '/x.sock', ...readOnly },
      ['high'],
    ],
    ['the root', { source: '/', destination: '/host', ...readOnly }, ['high']],
    ['settings', { source: '/etc', destination: '/host/etc' }, ['high']],
    ['settings to read', { source: '/etc', destination: '/host/etc', ...readOnly }, ['medium']],
    ['programs to read', { source: '/usr', destination: '/usr', ...readOnly }, ['low']],
    // Podman without a network of its own (--network host, rootless), and with --pid host.
    ['sysfs, as an engine does it', { source: '/sys', destination: '/sys', ...readOnly }, ['low']],
    ['procfs, as an engine does it', { source: '/proc', destination: '/proc' }, ['medium']],
    ['procfs elsewhere', { source: '/proc', destination: '/host/proc' }, ['high']],
    ['a file of the user', { source: '/srv/app', destination: '/app' }, []],
  ])('%s', async (_what, mount, expected) => {
    expect(await severities(mount)).toEqual(expected);
  });
});
