import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../src/archive/archive.js';
import { openArchive } from '../../src/archive/open.js';
import { Scratch } from '../support/scratch.js';
import { blob, image, indexOf, ociArchive } from './image/image-builder.js';
import { member, packTar, tar } from './tar-builder.js';

const scratch = new Scratch();
const save = (name: string, bytes: Uint8Array): string => scratch.file(name, bytes);

/** Bytes that do not compress, so that a place in the archive is one in the tar. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0, state = 1; at < size; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

const first = noise(3000);
const second = noise(20_000);
const whole = tar(
  member({ name: 'first' }, first),
  member({ name: 'second' }, second),
  member({ name: 'third' }, 'third'),
);

function contents(archive: Archive): [string, Buffer][] {
  return archive.members.map((each) => {
    const source = archive.source(each);
    return [each.name, Buffer.from(source.read(0, source.size))];
  });
}

async function salvaged(file: string): Promise<Archive> {
  return openArchive(file, { keep: () => true, salvage: true });
}

describe('a damaged archive', () => {
  it('has everything that lies before garbage', async () => {
    const file = save('garbage', Buffer.concat([gzipSync(whole), Buffer.from('some garbage')]));
    const archive = await salvaged(file);
    expect(contents(archive).map(([name]) => name)).toEqual(['first', 'second', 'third']);
    expect(archive.damage).toMatchObject({
      code: 'invalid-compression',
      place: { file, offset: gzipSync(whole).length },
    });
    await expect(openArchive(file)).rejects.toThrow('garbage behind its end');
  });

  it('has everything of which only the checksum is cut off', async () => {
    const packed = gzipSync(whole);
    const archive = await salvaged(save('checksum', packed.subarray(0, -3)));
    expect(contents(archive).length).toBe(3);
    expect(archive.damage).toMatchObject({
      code: 'unexpected-eof',
      place: { offset: packed.length - 3 },
    });
  });

  it.each([true, false])(
    'has the beginning of the member that is cut: spooled %s',
    async (spool) => {
      const packed = gzipSync(whole, { level: 0 }).subarray(0, 10_000);
      const file = save('cut', packed);
      const archive = await openArchive(file, { keep: () => true, salvage: true, spool });
      const [one, two, ...others] = contents(archive);
      expect(others).toEqual([]);
      expect(one?.[1].equals(first)).toBe(true);
      // Ten bytes of gzip's header, five of the block, two headers of members and the first one's data.
      const length = 10_000 - 15 - 512 - 3072 - 512;
      expect(two?.[0]).toBe('second');
      expect(two?.[1].equals(second.subarray(0, length))).toBe(true);
      archive.close();
    },
  );

  it('has of a cut member what a plain one has', async () => {
    const cut = whole.subarray(0, 9000);
    const plain = contents(await salvaged(save('plain', cut)));
    expect(plain.length).toBe(2);
    const packed = contents(await salvaged(save('packed', gzipSync(cut))));
    expect(packed).toEqual(plain);
  });
});

describe('a damaged image', () => {
  const files = { 'config.dump': '{}', 'checkpoint/pages-1.img': noise(20_000), last: 'x' };

  it.each([
    ['compressed', (bytes: Buffer) => gzipSync(bytes, { level: 0 }), 'damaged blob'],
    ['plain', (bytes: Buffer) => bytes, 'unexpected EOF'],
  ])('has what lies before the cut of its layer: %s', async (_how, pack, reason) => {
    const layer = pack(await packTar(files));
    const [config, , manifest] = image([layer]);
    if (config === undefined || manifest === undefined) throw new Error('no image');
    const cut = { digest: blob(layer).digest, bytes: layer.subarray(0, 12_000) };
    const file = save('image', await ociArchive(indexOf([manifest]), [config, manifest, cut]));
    const archive = await salvaged(file);
    expect(archive.members.map(({ name }) => name)).toEqual([
      'config.dump',
      'checkpoint/pages-1.img',
    ]);
    const [, pages] = contents(archive);
    expect(pages?.[1].length).toBeGreaterThan(10_000);
    expect(pages?.[1].equals(noise(20_000).subarray(0, pages[1].length))).toBe(true);
    expect(archive.damage?.message).toContain(reason);
    await expect(openArchive(file)).rejects.toThrow(reason);
  });

  it('has a layer that is not what its digest says, and tells so', async () => {
    const layer = gzipSync(await packTar(files));
    const [config, , manifest] = image([layer]);
    if (config === undefined || manifest === undefined) throw new Error('no image');
    const other = gzipSync(await packTar({ ...files, last: 'y' }));
    const blobs = [config, manifest, { digest: blob(layer).digest, bytes: other }];
    const archive = await salvaged(save('image', await ociArchive(indexOf([manifest]), blobs)));
    expect(contents(archive).at(-1)?.[1].toString()).toBe('y');
    expect(String(archive.damage)).toMatch(/image:blobs.*damaged blob: it does not match sha256:/);
  });
});

describe('a member of a type that nobody knows', () => {
  it.each([
    ['plain', (bytes: Buffer) => bytes],
    ['compressed', (bytes: Buffer) => gzipSync(bytes)],
  ])('is read as a file: %s', async (_how, pack) => {
    const bytes = pack(tar(member({ name: 'odd', type: 'q' }, 'text'), member({ name: 'next' })));
    const archive = await openArchive(save('odd', bytes), { keep: () => true });
    expect(contents(archive).map(([name, data]) => [name, data.toString()])).toEqual([
      ['odd', 'text'],
      ['next', ''],
    ]);
  });
});
