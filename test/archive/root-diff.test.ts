import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readRootDiff } from '../../src/archive/root-diff.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { packTar } from './tar-builder.js';

async function diffOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  pack = (b: Buffer) => b,
) {
  const file = join(temporaryDirectory(), 'x');
  writeFileSync(file, pack(await packTar(files)));
  const diff = await readRootDiff(file);
  return diff && { ...diff, entries: diff.entries.map(({ name }) => name) };
}

describe('readRootDiff', () => {
  it('lists what Podman and CRI-O list as deleted', async () => {
    const files = {
      'rootfs-diff.tar': await packTar({ 'home/': '', 'home/new': 'x' }),
      'deleted.files': '["/etc/motd","/home/old"]',
    };
    const expected = {
      entries: ['home', 'home/new'],
      deleted: [
        { name: 'etc/motd', by: 'deleted.files' },
        { name: 'home/old', by: 'deleted.files' },
      ],
      opaque: [],
    };
    expect(await diffOf(files)).toEqual(expected);
    expect(await diffOf(files, gzipSync)).toEqual(expected);
  });

  it('takes whiteouts for deletions', async () => {
    const layer = await packTar({
      'a/.wh.gone': '',
      '.wh.top': '',
      'b/.wh..wh..opq': '',
      '.wh..wh..opq': '',
      'b/new': '',
    });
    expect(await diffOf({ 'rootfs-diff.tar': gzipSync(layer) })).toEqual({
      entries: ['b/new'],
      deleted: [
        { name: 'a/gone', by: 'whiteout' },
        { name: 'top', by: 'whiteout' },
      ],
      opaque: ['b', '.'],
    });
  });

  it('is absent where there is none', async () => {
    expect(await diffOf({ 'config.dump': '{}' })).toBeUndefined();
    expect(await diffOf({ 'deleted.files': 'null' })).toEqual({
      entries: [],
      deleted: [],
      opaque: [],
    });
  });

  it('tells a list that is none', async () => {
    for (const text of ['', '{', '{}', '[1]', '"x"']) {
      await expect(diffOf({ 'deleted.files': text })).rejects.toThrow(
        'x:deleted.files: is not a JSON list of paths',
      );
    }
  });
});
