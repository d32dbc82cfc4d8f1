import { describe, expect, test } from 'vitest';
import { layerTar } from '../../../src/analysis/checkpoint-image/layer-tar.js';
import { contentChunks } from '../../../src/archive/content.js';
import type { Entry, Member } from '../../../src/archive/member.js';
import { walkArchiveContent } from '../../../src/archive/unpack.js';
import { memorySource } from '../../../src/bytes/byte-source.js';

const FILE: Member = {
  ...{ name: 'a', type: 'file', mode: 0o644, uid: 0, gid: 0, owner: '', group: '', size: 0 },
  mtimeNs: 1_700_000_000_000_000_000n,
};

const entryOf = (member: Partial<Member>, text = ''): Entry => ({
  member: { ...FILE, size: text.length, ...member },
  content: { kind: 'source', source: memorySource(Buffer.from(text), { file: 'x' }) },
});

async function* entries(...all: Entry[]): AsyncGenerator<Entry> {
  for (const entry of all) yield await Promise.resolve(entry);
}

async function written(all: Entry[], most = 1e9): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of layerTar(entries(...all), { file: 'x.tar' }, most)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readBack(bytes: Buffer) {
  const found: { member: Member; text: string }[] = [];
  const source = memorySource(bytes, { file: 'layer' });
  for await (const { member, content } of walkArchiveContent({ kind: 'source', source })) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of contentChunks(content)) chunks.push(chunk);
    found.push({ member, text: Buffer.concat(chunks).toString() });
  }
  return found;
}

test('every kind of member comes back as it was, also what a ustar header has no room for', async () => {
  const all: [Partial<Member>, string?][] = [
    [{ name: 'checkpoint', type: 'directory', mode: 0o700 }],
    [{ name: `checkpoint/${'long-'.repeat(60)}`, mode: 0 }, 'x'],
    [{ name: 'ümläut', uid: 4_000_000_000, gid: 300_000, owner: 'root', group: 'wheel' }, 'y'],
    [{ name: 'before', mtimeNs: -1_500_000_000n }],
    [{ name: 'later', mtimeNs: 5_000_000_000_123_456_789n }],
    [{ name: 'link', type: 'symlink', linkName: '../elsewhere', mode: 0o777 }],
    [{ name: 'hard', type: 'hardlink', linkName: 'link' }],
    [{ name: 'null', type: 'character-device', device: { major: 1, minor: 3 } }],
    [{ name: 'pipe', type: 'fifo' }],
    [{ name: 'sticky', mode: 0o7755 }],
  ];
  const found = await readBack(await written(all.map(([member, text]) => entryOf(member, text))));
  expect(found.map(({ text }) => text)).toEqual(all.map(([, text = '']) => text));
  for (const [index, [member]] of all.entries()) {
    expect(found[index]?.member).toMatchObject({
      ...FILE,
      size: (all[index]?.[1] ?? '').length,
      ...member,
    });
  }
});

test('a socket has no place in a tar; what is of no known type is a file', async () => {
  const found = await readBack(
    await written([
      entryOf({ name: 's', type: 'socket' }),
      entryOf({ name: 'u', type: 'unknown' }, 'z'),
    ]),
  );
  expect(found.map(({ member }) => [member.name, member.type])).toEqual([['u', 'file']]);
});

describe('what would be something else in an image is refused', () => {
  test.each([
    ['../../etc/passwd', 'its name leads out of an image'],
    ['a/../../b', 'its name leads out of an image'],
    ['checkpoint/.wh.core-1.img', 'in a layer its name means that a file is deleted'],
    ['bytes-\udcff', 'its name is not UTF-8'],
  ])('%j', async (name, reason) => {
    await expect(written([entryOf({ name })])).rejects.toMatchObject({
      code: 'unsafe-path',
      sentence: expect.stringContaining(reason) as string,
      place: { file: 'x.tar', member: name },
    });
  });

  test('holes that would take more room than may be', async () => {
    await expect(written([entryOf({ size: 2 ** 50 })], 2 ** 30)).rejects.toMatchObject({
      code: 'limit',
      sentence: expect.stringContaining('--max-unpacked') as string,
    });
  });

  test('content that ends early ends the layer, and so does one who reads no more', async () => {
    await expect(written([entryOf({ size: 10 }, 'abc')])).rejects.toThrow();
    const big = entryOf({ size: 4 * 1024 ** 2 }, 'x'.repeat(4 * 1024 ** 2));
    for await (const chunk of layerTar(entries(big, big), { file: 'x' }, 1e9)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});
