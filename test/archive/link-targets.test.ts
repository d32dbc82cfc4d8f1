import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { fifoOf } from './fifo.js';
import { header, member, tar } from './tar-builder.js';

function save(name: string, bytes: Uint8Array): string {
  const file = join(temporaryDirectory(), name);
  writeFileSync(file, bytes);
  return file;
}

const link = (name: string, linkName: string) => header({ name, type: '1', linkName });

const TAR = tar(
  member({ name: 'blob' }, 'first'),
  link('early.img', './blob'),
  member({ name: 'blob' }, 'second'),
  link('late.img', 'blob'),
  link('chain.img', 'late.img'),
  member({ name: 'odd.img', type: '9' }, 'of an unknown type'),
);

const keep = (name: string) => name.endsWith('.img');

describe('what is wanted of a compressed archive is there', () => {
  it.each([
    ['plain', TAR],
    ['gzip', gzipSync(TAR)],
  ])('behind hardlinks, and of unknown types (%s)', async (_, bytes) => {
    const archive = await openArchive(save('x', bytes), { keep });
    const text = (name: string): string => {
      const found = archive.find(name);
      if (found === undefined) throw new Error(`no ${name}`);
      const source = archive.source(found);
      return Buffer.from(source.read(0, source.size)).toString();
    };
    expect(['early.img', 'late.img', 'chain.img', 'odd.img'].map(text)).toEqual([
      'first',
      'second',
      'second',
      'of an unknown type',
    ]);
    archive.close();
  });

  it('or, behind a hardlink in a pipe, is told to be out of reach', async () => {
    const archive = await openArchive(fifoOf(save('x', gzipSync(TAR))), { keep });
    const late = archive.members.find(({ name }) => name === 'late.img');
    expect(late).toBeDefined();
    expect(() => late && archive.source(late)).toThrow(
      'late.img: is a hardlink to blob, which was not kept of a pipe; save it to a file first',
    );
    archive.close();
  });
});
