import { describe, expect, test } from 'vitest';
import { planSegments } from '../../../src/analysis/core-dump/load-segments.js';
import { findAbsent } from '../../../src/analysis/memory/read-range.js';
import { writeMessage } from '../../../src/criu/write-message.js';
import { isAbsent } from '../../../src/model/absent.js';
import type { Checkpoint } from '../../../src/model/checkpoint.js';
import type { AddressSpace } from '../../../src/model/memory/address-space.js';
import { openMemory } from '../../../src/model/memory/memory.js';
import { readPieces } from '../../../src/model/memory/memory-pieces.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { countPages } from '../../../src/model/memory/page-counts.js';
import { compressedImages, type CompressedEntry } from '../../support/compressed-pages.js';
import { madeCheckpoint, type MadeMembers } from '../../support/made-checkpoint.js';
import { mm, ONE_PROCESS, PAGE, pagemap, pages, run, vma } from '../../support/memory-images.js';
import { compressedCheckpoint } from '../../support/compressed-checkpoint.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';
import { delimited, entry, imageBytes, number } from '../../support/wire.js';

/** What does not become smaller. */
const NOISE = Buffer.from(
  Array.from({ length: PAGE }, (_, at) => (at * at * 167 + (at >> 3)) & 0xff),
);

function spaceOf(members: MadeMembers): { space: AddressSpace; checkpoint: Checkpoint } {
  const checkpoint = madeCheckpoint({ ...ONE_PROCESS, 'mm-1.img': mm([vma(16, 64)]), ...members });
  return { space: openMemory(checkpoint).space(1), checkpoint };
}

/** The first letter of each page, or once why there is none. */
function told(space: AddressSpace, from: number, count: number): string[] {
  const extents = space.extents(BigInt(from * PAGE), BigInt((from + count) * PAGE));
  const parts: string[] = [];
  // The bytes of a piece count until the next is asked for.
  for (const piece of readPieces(extents)) {
    if (piece.kind === 'zeros') throw new Error('no source here is sparse');
    if (piece.kind === 'absent') {
      parts.push(`${Number(piece.end - piece.start) / PAGE} ${piece.reason}`);
    } else {
      const bytes = Buffer.from(piece.bytes);
      const firsts = Array.from({ length: bytes.length / PAGE }, (_, page) =>
        bytes.toString('latin1', page * PAGE, page * PAGE + 1),
      );
      parts.push(firsts.join(''));
    }
  }
  return parts;
}

function letters(text: string): Buffer {
  return Buffer.concat(
    Array.from(text, (each) =>
      each === '0' ? Buffer.alloc(PAGE) : each === '#' ? NOISE : pages(each),
    ),
  );
}

describe.each(['sizes', 'blocks'] as const)('entries of the form with %s', (schema) => {
  test.each([1, 3, 64])('blocks of %d pages: as the plain pages', (pagesPerBlock) => {
    const entries: CompressedEntry[] = [
      { entry: run(16, 2), pages: letters('ab') },
      { entry: run(20, 5), pages: letters('c0d#e'), pagesPerBlock },
      { entry: run(25, 1, 6), pages: letters('f') },
      { entry: run(30, 4), pages: letters('0000'), pagesPerBlock },
      { entry: run(40, 3), pages: letters('ghi'), pagesPerBlock, aligned: true },
      { entry: run(43, 1), pages: letters('j'), aligned: true },
    ];
    const images = compressedImages(schema, entries);
    const plain = spaceOf({
      'pagemap-1.img': pagemap(entries.map((each) => ({ flags: 4, ...each.entry }))),
      'pages-1.img': Buffer.concat(entries.map((each) => each.pages)),
    }).space;
    const { space, checkpoint } = spaceOf({
      'pagemap-1.img': images.pagemap,
      'pages-1.img': images.pages,
    });
    const whole = [BigInt(16 * PAGE), 64 * PAGE] as const;
    expect(Buffer.compare(space.read(...whole).bytes, plain.read(...whole).bytes)).toBe(0);
    const counts = countPages(plain.allExtents(), PAGE);
    expect(countPages(space.allExtents(), PAGE)).toEqual(counts);
    // Single bytes, and those on both sides of each page.
    for (const at of entries.flatMap((each) => [
      Number(each.entry.vaddr),
      Number(each.entry.vaddr) + PAGE,
    ])) {
      for (const shift of [-1, 0, 1, PAGE - 1, PAGE]) {
        const [start, length] = [BigInt(at + shift), 1 + ((at + shift) % 3)] as const;
        const both = [space, plain].map((each) => Buffer.from(each.read(start, length).bytes));
        expect(both[0]?.equals(both[1] ?? Buffer.of())).toBe(true);
      }
    }
    expect(checkpoint.damage.list).toEqual([]);
  });

  test('a damaged block costs its own pages and is told with member and offset', () => {
    const {
      pagemap: map,
      pages: stored,
      blocks,
    } = compressedImages(schema, [
      { entry: run(16, 4), pages: letters('abcd'), pagesPerBlock: 1 },
      { entry: run(20, 4), pages: letters('efgh'), pagesPerBlock: 2 },
      { entry: run(24, 1), pages: letters('i') },
    ]);
    const alter = (block: number) => {
      const bytes = Buffer.from(stored);
      bytes.fill(0xff, blocks[block], (blocks[block] ?? 0) + 3);
      return spaceOf({ 'pagemap-1.img': map, 'pages-1.img': bytes });
    };
    const second = alter(1);
    expect(told(second.space, 16, 9)).toEqual(['a', '1 block-damaged', 'cd', 'efgh', 'i']);
    const { absent } = second.space.read(BigInt(17 * PAGE - 1), 3);
    expect(absent).toMatchObject([{ start: BigInt(17 * PAGE), reason: 'block-damaged' }]);
    const offset = (block: number) => (blocks[block] ?? 0).toString(16);
    const size = (blocks[2] ?? 0) - (blocks[1] ?? 0);
    expect(second.checkpoint.damage.list.map(({ message }) => message)).toEqual([
      `made.tar:pages-1.img: the LZ4 block of ${size} bytes does not unpack to 4096 at offset 0x${offset(1)}`,
    ]);
    const view = viewMemory(second.checkpoint);
    const [process] = view.processes;
    if (process === undefined) throw new Error('no process');
    // Nothing is shown in place of it, unless zeros are asked for.
    const range = { start: BigInt(16 * PAGE), end: BigInt(20 * PAGE) };
    expect(findAbsent(view, process, range)).toMatchObject({
      start: BigInt(17 * PAGE),
      end: BigInt(18 * PAGE),
    });
    const { segments, lost } = planSegments(second.space, {
      fileBytes: 1n << 40n,
      addresses: 1n << 64n,
    });
    expect(segments[0]).toMatchObject({ start: range.start, end: BigInt(17 * PAGE) });
    expect(segments[1]).toMatchObject({ start: BigInt(18 * PAGE) });
    expect([...lost]).toContainEqual(['block-damaged', BigInt(PAGE)]);
    const fifth = alter(4);
    expect(told(fifth.space, 16, 9)).toEqual(['abcd', '2 block-damaged', 'gh', 'i']);
    expect(told(fifth.space, 21, 1)).toEqual(['1 block-damaged']);
  });

  test('entries that contradict themselves: what they are about is lost, and what cannot be placed', () => {
    const entries = (alter: CompressedEntry['alter']): CompressedEntry[] => [
      { entry: run(16, 1), pages: letters('a'), pagesPerBlock: 1 },
      { entry: run(17, 2), pages: letters('bc'), pagesPerBlock: 1, ...(alter && { alter }) },
      { entry: run(19, 1), pages: letters('d'), pagesPerBlock: 1 },
    ];
    const cases: [NonNullable<CompressedEntry['alter']>, string[], RegExp][] = [
      // The sum is right, a size is not: the next entry is where the image ends with it.
      [
        ({ sizes }) => (sizes[1] = 1),
        ['a', '2 unplaced', 'd'],
        /its blocks take \d+ bytes, and it says/,
      ],
      [(told) => (told.total += 1n), ['a', '2 unplaced', 'd'], /and it says that they take \d+/],
      [
        (told) => {
          told.sizes[1] = 1;
          told.total += 5n;
        },
        ['a', '2 unplaced', '1 unplaced'],
        /its blocks take/,
      ],
      [
        ({ sizes }) => sizes.push(0),
        ['a', '2 unplaced', 'd'],
        /^made.tar:pagemap-1.img: 3 sizes of blocks where its pages make 2 blocks at offset 0x/,
      ],
    ];
    for (const [alter, expected, message] of cases) {
      const images = compressedImages(schema, entries(alter));
      const members = { 'pagemap-1.img': images.pagemap, 'pages-1.img': images.pages };
      const { space, checkpoint } = spaceOf(members);
      expect(told(space, 16, 4)).toEqual(expected);
      expect(checkpoint.damage.list[0]?.message).toMatch(message);
    }
  });

  test('a block that takes more than it makes, and an image that is cut', () => {
    const images = compressedImages(schema, [
      { entry: run(16, 3), pages: letters('abc'), pagesPerBlock: 1 },
    ]);
    const members = { 'pagemap-1.img': images.pagemap };
    const cut = spaceOf({ ...members, 'pages-1.img': images.pages.subarray(0, -1) });
    expect(told(cut.space, 16, 3)).toEqual(['ab', '1 pages-truncated']);
    expect(cut.checkpoint.damage.list[0]?.message).toMatch(
      /^made.tar:pages-1.img: \d+ bytes, and its pagemap image tells of \d+$/,
    );
    const large = compressedImages(schema, [
      {
        entry: run(16, 2),
        pages: letters('ab'),
        pagesPerBlock: 1,
        alter: (blocks) => {
          blocks.sizes[0] = 5000;
          blocks.total = 5000n + BigInt(blocks.sizes[1] ?? 0);
        },
      },
    ]);
    const bytes = Buffer.concat([Buffer.alloc(5000), images.pages.subarray(0, images.blocks[1])]);
    const false_ = spaceOf({ 'pagemap-1.img': large.pagemap, 'pages-1.img': bytes });
    expect(told(false_.space, 16, 1)).toEqual(['1 block-damaged']);
    expect(false_.checkpoint.damage.list[0]?.message).toContain(
      'a block of 4096 bytes cannot take 5000',
    );
  });

  test('chains of compressed and plain dumps', () => {
    const child = compressedImages(schema, [
      { entry: run(16, 1), pages: letters('c'), pagesPerBlock: 1 },
      { entry: run(17, 3, 1), pages: Buffer.of() },
      { entry: run(20, 1), pages: letters('d'), pagesPerBlock: 1 },
    ]);
    const packed = compressedImages(schema, [
      { entry: run(16, 4), pages: letters('wxyz'), pagesPerBlock: 2 },
    ]);
    const plain = { 'pagemap-1.img': pagemap([run(16, 4, 4)]), 'pages-1.img': letters('wxyz') };
    const below = (members: MadeMembers) =>
      Object.fromEntries(Object.entries(members).map(([name, each]) => [`1/${name}`, each]));
    const parents = [plain, { 'pagemap-1.img': packed.pagemap, 'pages-1.img': packed.pages }];
    const children = [
      { '2/pagemap-1.img': child.pagemap, '2/pages-1.img': child.pages },
      {
        '2/pagemap-1.img': pagemap([run(16, 1, 4), run(17, 3, 1), run(20, 1, 4)]),
        '2/pages-1.img': letters('cd'),
      },
    ];
    for (const own of children) {
      for (const parent of parents) {
        const members = {
          ...below(parent),
          ...own,
          '2/mm-1.img': mm([vma(16, 5)]),
          '2/parent': { link: '../1' },
        };
        expect(told(openMemory(madeCheckpoint(members, '2/')).space(1), 16, 5)).toEqual([
          'c',
          'xyz',
          'd',
        ]);
      }
    }
  });
});

test('encrypted pages are told as such and never read; unknown forms as unknown', () => {
  const secret = Buffer.concat([
    writeMessage('pagemap_entry_encrypted', {
      vaddr: BigInt(17 * PAGE),
      compat_nr_pages: 1,
      flags: 4,
    }),
    delimited(5, Buffer.alloc(16, 0xff)),
    delimited(6, Buffer.alloc(12, 0x80)),
  ]);
  const { space, checkpoint } = spaceOf({
    'pagemap-1.img': imageBytes('PAGEMAP', [
      entry(writeMessage('pagemap_head', { pages_id: 1 })),
      entry(writeMessage('pagemap_entry', { ...run(16, 1, 4) })),
      entry(secret),
      entry(writeMessage('pagemap_entry', { ...run(18, 1, 4) })),
      entry(Buffer.concat([writeMessage('pagemap_entry', { ...run(19, 1, 4) }), number(9, 1)])),
    ]),
    'pages-1.img': letters('a#bc'),
  });
  expect(told(space, 16, 4)).toEqual(['a', '1 encrypted', 'b', '1 unknown-encoding']);
  expect(checkpoint.damage.list).toEqual([]);
});

test('every page of a checkpoint that the Go crit compressed is that of the plain one', async () => {
  const plain = viewMemory(await openCheckpoint('shell-job'));
  const packed = viewMemory(await compressedCheckpoint('shell-job'));
  expect(packed.processes.map(({ pid }) => pid)).toEqual(plain.processes.map(({ pid }) => pid));
  let count = 0;
  for (const [index, { space, pid }] of plain.processes.entries()) {
    const other = packed.processes[index]?.space;
    if (isAbsent(space) || other === undefined || isAbsent(other)) throw new Error(`no ${pid}`);
    expect(countPages(other.allExtents(), PAGE)).toEqual(countPages(space.allExtents(), PAGE));
    for (const { start, end, backing } of space.allExtents()) {
      if (backing.kind === 'absent') continue;
      const [own, its] = [space, other].map((each) => each.read(start, Number(end - start)));
      expect(Buffer.compare(own?.bytes ?? Buffer.of(), its?.bytes ?? Buffer.of())).toBe(0);
      expect(its?.absent).toEqual([]);
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(20);
  expect(packed.warnings.list).toEqual([]);
});
