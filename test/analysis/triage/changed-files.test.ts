import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { runHere } from '../../support/run-here.js';
import { CHECKPOINTS } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();
const ELF = Buffer.from('7f454c46020101000000000000000000', 'hex');

interface File {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly mode?: number;
  readonly mtime?: Date;
  readonly type?: 'file' | 'directory';
}

interface Row {
  readonly rule: string;
  readonly severity: string;
  readonly because: string;
}

let made = 0;

/** What triage says of a container that changed these files. */
async function findings(files: readonly File[], deleted: readonly string[] = []): Promise<Row[]> {
  made += 1;
  const { stdout } = await runHere('checkpointctl', [
    'triage',
    '--format',
    'json',
    scratch.file(
      `${made}.tar`,
      await tarOf([
        ...imagesOf('shell-job'),
        { name: 'spec.dump', content: '{"annotations":{"io.container.manager":"libpod"}}' },
        { name: 'config.dump', content: '{}' },
        { name: 'rootfs-diff.tar', content: await tarOf(files) },
        { name: 'deleted.files', content: JSON.stringify(deleted) },
      ]),
    ),
  ]);
  return (JSON.parse(stdout) as Row[]).filter(({ rule }) => RULES.includes(rule));
}

const RULES = [
  'account-change',
  'persistence',
  'dropped-executable',
  'hidden-name',
  'removed-traces',
  'odd-time',
  'library-injection',
];

function imagesOf(name: string): File[] {
  return ['inventory.img', 'pstree.img', 'core-8405.img', 'files.img'].map((image) => ({
    name: `checkpoint/${image}`,
    content: readFileSync(join(CHECKPOINTS, name, image)),
  }));
}

async function tarOf(files: readonly File[]): Promise<Buffer> {
  const tar = pack();
  for (const {
    name,
    content = '',
    mode = 0o644,
    mtime = new Date('2026-01-01T00:00:00Z'),
    type = 'file',
  } of files) {
    if (type === 'directory') tar.entry({ name, type, mode, mtime });
    else tar.entry({ name, mode, mtime }, content);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('files that the container changed', () => {
  it('a second user with uid 0 is named', async () => {
    const content =
      'root:x:0:0::/root:/bin/sh\nsupport:x:0:0::/:/bin/sh\nwww:x:33:33::/:/bin/false\n';
    expect(await findings([{ name: 'etc/passwd', content }])).toMatchObject([
      {
        rule: 'account-change',
        severity: 'high',
        because: '/etc/passwd was changed: support has uid 0',
      },
    ]);
  });

  it('the user that Podman adds for --user weighs little, another line does not', async () => {
    const user = '1234:*:1234:0:container user:/:/bin/sh\n';
    const severity = async (content: string) =>
      (await findings([{ name: 'etc/passwd', content }])).map((each) => each.severity);
    expect(await severity(`root:x:0:0::/root:/bin/sh\n${user}`)).toEqual(['low']);
    expect(await severity(`root:x:0:0::/root:/bin/sh\nx:x:0:0::/:/bin/sh\n${user}`)).toEqual([
      'high',
    ]);
    expect(await severity('root:x:0:0::/root:/bin/sh\nx:x:1001:1::/:/bin/sh\n')).toEqual(['high']);
  });

  it('cron that calls a file which is not of the image weighs more', async () => {
    const files = [
      { name: 'opt/.update', content: '#!/bin/sh\n', mode: 0o755 },
      { name: 'etc/cron.d/a', content: '* * * * * root /opt/.update\n' },
      { name: 'etc/cron.d/b', content: '* * * * * root /usr/bin/true\n' },
    ];
    expect(await findings(files)).toMatchObject([
      {
        rule: 'persistence',
        severity: 'high',
        because: expect.stringContaining('/opt/.update') as string,
      },
      { rule: 'dropped-executable', severity: 'medium' },
      {
        rule: 'persistence',
        severity: 'medium',
        because: expect.stringContaining('/etc/cron.d/b') as string,
      },
    ]);
  });

  it('programs with the rights of their owner weigh more; those that cannot be run are none', async () => {
    const files = [
      { name: 'usr/bin/a', content: ELF, mode: 0o4755 },
      { name: 'usr/bin/b', content: ELF, mode: 0o755 },
      { name: 'usr/bin/c', content: ELF, mode: 0o644 },
      { name: 'usr/bin/d', content: 'text', mode: 0o755 },
    ];
    const found = await findings(files);
    expect(found.map(({ severity }) => severity)).toEqual(['high', 'medium']);
  });

  it.each([
    ['tmp/...', true],
    ['tmp/.cache-x/f', true],
    ['var/tmp/ ', true],
    ['srv/name ', true],
    ['srv/rev\u202etxt', true],
    ['srv/a\u0007b', true],
    ['tmp/.X11-unix/X0', false],
    ['home/u/.config/f', false],
    ['srv/na me', false],
  ])('%j: whether it is a hidden name', async (name, hidden) => {
    expect((await findings([{ name }])).map(({ rule }) => rule)).toEqual(
      hidden ? ['hidden-name'] : [],
    );
  });

  it('logs and histories that are gone', async () => {
    const found = await findings(
      [{ name: 'var/log/wtmp' }, { name: 'var/log/app.log', content: 'x' }],
      ['/root/.bash_history', '/srv/data'],
    );
    expect(found.map(({ because }) => because)).toEqual([
      '/root/.bash_history was deleted',
      '/var/log/wtmp was changed and is empty',
    ]);
  });

  it('a time before there were such files', async () => {
    const found = await findings([{ name: 'srv/a', mtime: new Date('1975-01-01T00:00:00Z') }]);
    expect(found).toMatchObject([{ rule: 'odd-time', severity: 'low' }]);
  });

  it('ld.so.preload', async () => {
    const found = await findings([{ name: 'etc/ld.so.preload', content: '/lib/libx.so\n' }]);
    expect(found).toMatchObject([
      {
        rule: 'library-injection',
        severity: 'high',
        because: expect.stringContaining('/lib/libx.so') as string,
      },
    ]);
  });

  it('files of no interest are not told', async () => {
    expect(await findings([{ name: 'srv/data.txt', content: 'x' }, { name: 'tmp/x' }])).toEqual([]);
  });
});
