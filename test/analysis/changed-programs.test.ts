import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { changedPrograms } from '../../src/analysis/changed-programs.js';
import { absent } from '../../src/model/absent.js';
import { member, pax, tar } from '../archive/tar-builder.js';
import { diffOf } from '../support/diff-of.js';
import { madeCheckpoint } from '../support/made-checkpoint.js';
import { ONE_PROCESS } from '../support/memory-images.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const ELF = Buffer.from('7f454c46020101000000000000000000', 'hex');

/** vfs_cap_data of revision 2, effective: CAP_NET_RAW (13) permitted. */
const NET_RAW = Buffer.from('0100000200200000000000000000000000000000', 'hex');

interface File {
  readonly name: string;
  readonly content: Buffer;
  readonly mode?: number;
  readonly pax?: Record<string, string>;
}

async function tarOf(files: readonly File[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content, mode = 0o755, pax } of files) {
    tar.entry({ name, mode, ...(pax !== undefined && { pax }) }, content);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

it('rootfs --executables tells programs with hash, users and rights', async () => {
  const images = ['inventory.img', 'pstree.img', 'files.img', 'mm-8405.img', 'core-8405.img'];
  const script = Buffer.from('#!/bin/sh\necho\n');
  const archive = scratch.file(
    'x.tar',
    await tarOf([
      ...images.map((name) => ({
        name: `checkpoint/${name}`,
        content: readFileSync(join(CHECKPOINTS, 'shell-job', name)),
      })),
      { name: 'spec.dump', content: Buffer.from('{}') },
      { name: 'config.dump', content: Buffer.from('{}') },
      {
        name: 'rootfs-diff.tar',
        content: await tarOf([
          // The program of process 8405.
          { name: 'srv/rich/prog/rich', content: ELF },
          { name: 'usr/bin/a', content: script, mode: 0o4755 },
          {
            name: 'usr/bin/ping',
            content: ELF,
            pax: { 'SCHILY.xattr.security.capability': NET_RAW.toString('latin1') },
          },
          { name: 'etc/motd', content: Buffer.from('text') },
        ]),
      },
    ]),
  );
  const { stdout } = await runHere('checkpointctl', [
    'rootfs',
    '--executables',
    '-o',
    'json',
    archive,
  ]);
  expect(JSON.parse(stdout)).toMatchObject([
    {
      name: 'srv/rich/prog/rich',
      kind: 'ELF',
      run_by: expect.arrayContaining([8405]) as unknown,
      mapped_by: expect.arrayContaining([8405]) as unknown,
      sha256: createHash('sha256').update(ELF).digest('hex'),
    },
    {
      name: 'usr/bin/a',
      kind: 'script',
      mode: '4755',
      set_user: true,
      set_group: false,
      run_by: [],
    },
    { name: 'usr/bin/ping', file_capabilities: ['CAP_NET_RAW'] },
  ]);
});

it('without changes of the root file system there is no answer', async () => {
  const { stderr, status } = await runHere('checkpointctl', ['rootfs', '--executables', 'pidns']);
  expect(stderr).toContain('no changes of the root file system were saved');
  expect(status).toBe(1);
});

it('a program whose holes are longer than anybody means has no hash, and the reason', async () => {
  const size = 2 ** 50;
  const sparse = (data: string) =>
    tar(
      pax([
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 'usr/bin/x'],
        ['GNU.sparse.realsize', String(size)],
      ]),
      member({ name: 'x' }, `2\n0\n512\n${size}\n0\n`.padEnd(512, '\0') + data.padEnd(512, '\0')),
    );
  const images = Object.entries(ONE_PROCESS).map(([name, bytes]) => [`checkpoint/${name}`, bytes]);
  const members = Object.fromEntries(images) as Record<string, Buffer>;
  const of = (data: string) =>
    madeCheckpoint({ ...members, 'rootfs-diff.tar': sparse(data) }, 'checkpoint/');
  const before = of('\u007fELF 1');
  const why = `its holes make it ${size} bytes long`;
  const [program] = await changedPrograms(before);
  expect([program?.header.size, program?.sha256]).toEqual([size, absent(why)]);
  // Nor can two of them be compared.
  const { changes } = await diffOf(before, of('\u007fELF 2'));
  expect(changes).toEqual([]);
  expect(before.damage.list.map(({ message }) => message)).toContain(
    `made.tar:rootfs-diff.tar:usr/bin/x: ${why}: if that is meant, raise --max-unpacked SIZE`,
  );
});
