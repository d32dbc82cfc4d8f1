import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/byte-source.js';
import { CheckpointError } from '../../../src/bytes/checkpoint-error.js';
import { indexTar } from '../../../src/archive/tar/index-tar.js';
import { walkTar } from '../../../src/archive/tar/walk-tar.js';
import { allOf, inPieces, readIndexed, readStreamed } from '../read-both.js';
import { header, member, padded, pax, tar } from '../tar-builder.js';

const fixture = (name: string) =>
  gunzipSync(readFileSync(new URL(`../../../testdata/tar/${name}`, import.meta.url)));

/** As testdata/tar/README.md tells. */
const holes = Buffer.alloc(1_000_000);
for (let i = 0; i < 30; i++) holes.fill(65 + (i % 26), (3 * i + 1) * 4096, (3 * i + 2) * 4096);
const one = Buffer.alloc(300_000);
one.fill('x', 8192, 12288);

const WAYS = [
  ['an index', readIndexed],
  ['a stream', readStreamed],
] as const;

describe.each(WAYS)('sparse members read as %s', (_, read) => {
  it.each(['sparse-gnu', 'sparse-0.0', 'sparse-0.1', 'sparse-1.0'])(
    'of %s by GNU tar',
    async (name) => {
      const found = await read(fixture(`${name}.tar.gz`));
      expect(found.map(({ member: m }) => [m.name, m.type, m.size])).toEqual([
        ['holes', 'file', 1_000_000],
        ['one', 'file', 300_000],
        ['plain', 'file', 11],
      ]);
      expect(found[0]?.data.equals(holes)).toBe(true);
      expect(found[1]?.data.equals(one)).toBe(true);
      expect(found[2]?.data.toString()).toBe('plain text\n');
    },
  );

  const version1 = (map: string, data: string, realSize = '100') =>
    tar(
      pax([
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 'real'],
        ['GNU.sparse.realsize', realSize],
      ]),
      member({ name: 'made-up' }, Buffer.concat([padded(Buffer.from(map)), Buffer.from(data)])),
      member({ name: 'next' }, 'n'),
    );
  const version0 = (records: readonly (readonly [string, string])[], data: string) =>
    tar(pax(records), member({ name: 'f' }, data), member({ name: 'next' }, 'n'));

  it('goes on behind a map of many blocks', async () => {
    const fragments = Array.from({ length: 300 }, (_x, i) => [i * 2 + 1, 1]);
    const map = [fragments.length, ...fragments.flat()].join('\n') + '\n';
    const [first, next] = await read(version1(map, 'y'.repeat(300), '601'));
    expect(first?.member).toMatchObject({ name: 'real', size: 601 });
    expect(first?.data.toString('latin1')).toBe('\0y'.repeat(300) + '\0');
    expect(next?.data.toString()).toBe('n');
  });

  it('may be nothing but a hole', async () => {
    const [first, next] = await read(version1('0\n', ''));
    expect(first?.data.equals(Buffer.alloc(100))).toBe(true);
    expect(next?.member.name).toBe('next');
  });

  it.each([
    ['a sum that is not the stored size', version1('1\n0\n5\n', 'abc')],
    ['a map that descends', version1('2\n50\n1\n0\n2\n', 'abc')],
    ['a map beyond the file', version1('1\n99\n3\n', 'abc')],
    ['a number that is none', version1('1\nx\n3\n', 'abc')],
    ['a number without end', version1('1'.repeat(400), 'abc')],
    ['a map without end', version1('40\n0\n3\n', 'abc')],
    ['too many fragments', version1('99999999\n0\n3\n', 'abc')],
    ['a real size over 2^53', version1('1\n0\n3\n', 'abc', '9007199254740992')],
    ['a negative real size', version1('1\n0\n3\n', 'abc', '-3')],
    [
      'an odd map',
      version0(
        [
          ['GNU.sparse.size', '9'],
          ['GNU.sparse.map', '0,1,2'],
        ],
        'abc',
      ),
    ],
    [
      'another number of blocks',
      version0(
        [
          ['GNU.sparse.size', '9'],
          ['GNU.sparse.numblocks', '2'],
          ['GNU.sparse.map', '0,3'],
        ],
        'abc',
      ),
    ],
    [
      'an old map that descends',
      tar(
        oldSparse(
          [
            [8, 1],
            [0, 2],
          ],
          10,
        ),
        padded(Buffer.from('abc')),
      ),
    ],
    ['an old map with a negative size', tar(oldSparse([[0, 3]], -1), padded(Buffer.from('abc')))],
  ])('refuses %s', async (_what, bytes) => {
    const error: unknown = await read(bytes).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error).toMatchObject({ code: 'invalid-tar' });
  });

  it('reads an old map with numbers to the base of 256', async () => {
    const { member: m, data } =
      (await read(tar(oldSparse([[6, 3]], 10), padded(Buffer.from('abc')))))[0] ?? {};
    expect(m?.size).toBe(10);
    expect(data?.toString('latin1')).toBe('\0\0\0\0\0\0abc\0');
  });

  it('tells an extension header that is missing', async () => {
    const bytes = header({ type: 'S', size: 3, patches: [[482, Buffer.of(1)]] });
    await expect(read(bytes)).rejects.toMatchObject({ code: 'unexpected-eof' });
  });
});

function oldSparse(fragments: readonly (readonly [number, number])[], realSize: number): Buffer {
  const patches = fragments.flatMap(([start, length], index) => [
    [386 + index * 24, base256(start)] as const,
    [386 + index * 24 + 12, base256(length)] as const,
  ]);
  patches.push([483, base256(realSize)]);
  return header({ type: 'S', size: 3, magic: 'ustar  \0', patches });
}

function base256(value: number): Buffer {
  const bytes = Buffer.alloc(12, value < 0 ? 0xff : 0);
  if (value >= 0) bytes[0] = 0x80;
  bytes.writeInt32BE(value, 8);
  return bytes;
}

describe('a sparse member', () => {
  const bytes = fixture('sparse-1.0.tar.gz');

  it('tells in random access where its data are', () => {
    const source = indexTar(memorySource(bytes, {}))[0]?.content.source;
    expect(source?.sparse?.starts.length).toBe(30);
    expect(source?.read(4096 * 4, 2)).toEqual(Uint8Array.of(66, 66));
  });

  it('can be streamed without its holes', async () => {
    for await (const { content } of walkTar(inPieces(bytes), {})) {
      if (content.packed === undefined) continue;
      const { map, chunks } = content.packed;
      expect((await allOf(chunks)).length).toBe(map.stored);
    }
  });

  it('of 8 PiB costs no memory and no time to skip', async () => {
    const huge = tar(
      pax([
        ['GNU.sparse.size', String(2 ** 53 - 1)],
        ['GNU.sparse.map', '0,3'],
      ]),
      member({ name: 'f' }, 'abc'),
      member({ name: 'next' }, 'n'),
    );
    const sizes: number[] = [];
    for await (const { member: m, content } of walkTar(inPieces(huge), {})) {
      sizes.push(m.size);
      for await (const chunk of content.chunks) {
        expect(chunk.length).toBeLessThanOrEqual(256 * 1024);
        break;
      }
    }
    expect(sizes).toEqual([2 ** 53 - 1, 1]);
    expect(indexTar(memorySource(huge, {})).length).toBe(2);
  });
});
