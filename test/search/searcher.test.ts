import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { memorySource, type ByteSource } from '../../src/bytes/byte-source.js';
import { branchesOf, type PatternOptions } from '../../src/search/matching/pattern-set.js';
import { MAX_MATCH } from '../../src/search/matching/text-run.js';
import type { JobSizes } from '../../src/search/scan/cut-jobs.js';
import type { Piece } from '../../src/search/scan/piece.js';
import { JointSearcher } from '../../src/search/scan/joint-searcher.js';
import { Scanner } from '../../src/search/scan/scanner.js';
import { Searcher } from '../../src/search/scan/searcher.js';
import { nodeThreads } from '../../src/search/scan/node-thread.js';
import { Threads } from '../../src/search/scan/threads.js';

const PLAIN: PatternOptions = { ignoreCase: false, wholeWords: false };

function branches(patterns: readonly string[], options: Partial<PatternOptions> = {}) {
  const typed = patterns.map((text) => ({ kind: 'regexp', text }) as const);
  return branchesOf(typed, { ...PLAIN, ...options });
}

/** A piece whose bytes are stored in parts of the given sizes, with other bytes between them. */
function pieceOf(text: string, partSizes: readonly number[]): Piece & { text: string } {
  const extents = [];
  for (let at = 0, index = 0; at < text.length; index++) {
    const part = text.slice(at, at + Math.max(partSizes[index % partSizes.length] ?? 1, 1));
    const source = memorySource(Buffer.from(`#key#${part}#key#`, 'latin1'), {});
    extents.push({ source, offset: 5, length: part.length });
    at += part.length;
  }
  return { size: text.length, extents, text };
}

/** A piece of parts of sources that other pieces may have as well. */
function pieceOfParts(
  sources: readonly ByteSource[],
  parts: readonly { which: number; from: number; length: number; shared: boolean }[],
): Piece {
  const extents = parts.flatMap(({ which, from, length, shared }) => {
    const source = sources[which % sources.length];
    if (source === undefined) return [];
    const offset = Math.min(from, source.size - 1);
    return [{ source, offset, length: Math.min(length, source.size - offset), shared }];
  });
  return { size: extents.reduce((sum, { length }) => sum + length, 0), extents };
}

function textOf({ extents }: Piece): string {
  const parts = extents.map(({ source, offset, length }) => source.read(offset, length));
  return Buffer.concat(parts).toString('latin1');
}

async function hitsOf(
  searcher: Searcher,
  pieces: readonly Piece[],
  job: number | JobSizes,
): Promise<(readonly [number, number, number])[]> {
  const sizes = typeof job === 'number' ? { job } : job;
  const found: (readonly [number, number, number])[] = [];
  for await (const hits of searcher.search(pieces, { sizes })) {
    for (const { piece, at, length } of hits) found.push([pieces.indexOf(piece), at, length]);
  }
  return found;
}

describe('what is found does not depend on how pieces are cut', () => {
  const patterns = [
    ['key'],
    ['aa'],
    ['a+b?', 'ba'],
    ['\\bkey\\b', '^a', 'b$'],
    ['[ab]{3}', 'k.y'],
    ['(a|b)*c'],
  ];
  const letters = fc
    .array(fc.constantFrom('a', 'b', 'c', 'key', ' ', '\n', '\0', 'aaaa'), { maxLength: 120 })
    .map((parts) => parts.join(''));

  test.each(patterns.map((each) => [each] as const))('%j', async (patterns) => {
    const searcher = new Searcher(branches(patterns), 0);
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    const texts = fc.array(fc.tuple(letters, sizes), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 200 }), async (parts, jobSize) => {
        const pieces = parts.map(([text, sizes]) => pieceOf(text, sizes));
        const whole = parts.map(([text]) => pieceOf(text, [text.length]));
        const expected = await hitsOf(searcher, whole, 1_000_000);
        expect(await hitsOf(searcher, pieces, jobSize)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
    searcher.close();
  });

  test.each(patterns.map((each) => [each] as const))(
    '%j, nor on what pieces have in common',
    async (patterns) => {
      const searcher = new Searcher(branches(patterns), 0);
      const stored = fc.array(
        letters.filter((text) => text !== ''),
        {
          minLength: 1,
          maxLength: 3,
        },
      );
      const part = fc.record({
        which: fc.nat(2),
        from: fc.nat(60),
        length: fc.nat(400),
        shared: fc.boolean(),
      });
      const layouts = fc.array(fc.array(part, { minLength: 1, maxLength: 5 }), {
        minLength: 1,
        maxLength: 4,
      });
      const sizes = fc.record({ job: fc.integer({ min: 1, max: 200 }), leastShared: fc.nat(30) });
      await fc.assert(
        fc.asyncProperty(stored, layouts, sizes, async (texts, pieceLayouts, sizes) => {
          const sources = texts.map((text) => memorySource(Buffer.from(text, 'latin1'), {}));
          const pieces = pieceLayouts.map((parts) => pieceOfParts(sources, parts));
          const whole = pieces.map((piece) => pieceOf(textOf(piece), [1_000_000]));
          const expected = await hitsOf(searcher, whole, { job: 1_000_000 });
          expect(await hitsOf(searcher, pieces, sizes)).toEqual(expected);
        }),
        { numRuns: 150 },
      );
      searcher.close();
    },
  );

  test('a match on every border of a job', async () => {
    const searcher = new Searcher(branches(['NEEDLE']), 0);
    const jobSize = 64;
    for (let shift = -8; shift <= 2; shift++) {
      const at = 3 * jobSize + shift;
      const text = `${'.'.repeat(at)}NEEDLE${'.'.repeat(500)}`;
      expect(await hitsOf(searcher, [pieceOf(text, [37])], jobSize)).toEqual([[0, at, 6]]);
    }
    searcher.close();
  });

  test('wide words, and a match that goes on through several jobs', async () => {
    const words = new Searcher(branches(['key'], { wholeWords: true, encodings: ['utf-32le'] }), 0);
    const wide = (text: string) =>
      Buffer.from(Uint32Array.from(text, (each) => each.charCodeAt(0)).buffer).toString('latin1');
    const text = wide('monkey key keys key');
    for (let jobSize = 1; jobSize < 40; jobSize++) {
      const found = await hitsOf(words, [pieceOf(text, [7])], jobSize);
      expect(found.map(([, at]) => at / 4)).toEqual([7, 16]);
    }
    words.close();
    const long = new Searcher(branches(['x+']), 0);
    const run = [pieceOf('x'.repeat(MAX_MATCH + 100), [4096])];
    expect(await hitsOf(long, run, 1000)).toEqual([
      [0, 0, MAX_MATCH],
      [0, MAX_MATCH, 100],
    ]);
    long.close();
  });
});

test('what many pieces have in common is searched once', async () => {
  const searcher = new Searcher(branches(['\\bkey', 'END']), 0);
  const size = 200_000;
  const bytes = Buffer.alloc(size, '.');
  for (let at = 100; at < size; at += 10_000) bytes.write('key', at);
  bytes.write('EN', size - 2);
  const stored = memorySource(bytes, {});
  let read = 0;
  const source: ByteSource = {
    size,
    place: {},
    read(offset, length) {
      read += length;
      return stored.read(offset, length);
    },
  };
  const shared = { source, offset: 0, length: size, shared: true };
  const extentOf = (text: string) => ({
    ...{ source: memorySource(Buffer.from(text), {}), offset: 0, length: text.length },
  });
  const pieces = ['D', 'X', 'D.'].map((text) => ({
    size: 1 + size + text.length,
    extents: [extentOf('k'), shared, extentOf(text)],
  }));
  const hits = await hitsOf(searcher, [...pieces, { size, extents: [shared] }], 50_000);
  const keys = Array.from({ length: 20 }, (_, index) => 100 + index * 10_000);
  expect(hits).toEqual([
    ...keys.map((at) => [0, 1 + at, 3]),
    [0, size - 1, 3],
    ...keys.map((at) => [1, 1 + at, 3]),
    ...keys.map((at) => [2, 1 + at, 3]),
    [2, size - 1, 3],
    ...keys.map((at) => [3, at, 3]),
  ]);
  // The first piece, and both ends of each: what is looked at behind a job counts again.
  expect(read).toBeLessThan(2.5 * size);
  searcher.close();
});

test('a large job is searched slice by slice, and that changes nothing', async () => {
  const slice = 1024 * 1024;
  const bytes = Buffer.alloc(3 * slice + 100, '.');
  const places: number[] = [];
  for (let shift = -9; shift <= 3; shift++) {
    const at = (shift % 2 === 0 ? 1 : 2) * slice + shift * 11;
    bytes.write('NEEDLE', at);
    places.push(at);
  }
  bytes.fill('x', slice * 3 - 50, slice * 3 + 50);
  const searcher = new Searcher(branches(['NEEDLE', 'xx', '\\bx']), 0);
  const text = bytes.toString('latin1');
  const expected = [...text.matchAll(/NEEDLE|xx/g)].map((match) => [
    0,
    match.index,
    match[0].length,
  ]);
  for (const jobSize of [8 * slice, 700_001]) {
    expect(await hitsOf(searcher, [pieceOf(text, [300_007])], jobSize)).toEqual(expected);
  }
  expect(expected.length).toBe(places.length + 50);
  searcher.close();
});

test('more matches than are told at a time are all told', async () => {
  const searcher = new Searcher(branches(['a', 'bb']), 0);
  const size = 200_000;
  const text = 'abb'.repeat(size / 2);
  const found = await hitsOf(searcher, [pieceOf(text, [100_000]), pieceOf('bba', [1])], 300_000);
  expect(found).toHaveLength(size + 2);
  expect(found.at(-1)).toEqual([1, 2, 1]);
  expect(found[size - 1]).toEqual([0, text.length - 2, 2]);
  searcher.close();
});

test('bytes of two pieces never match across', async () => {
  const searcher = new Searcher(branches(['GAP_HEADGAP_TAIL', 'GAP']), 0);
  const pieces = [pieceOf('..GAP_HEAD', [3]), pieceOf('GAP_TAIL', [8])];
  expect(await hitsOf(searcher, pieces, 1000)).toEqual([
    [0, 2, 3],
    [1, 0, 3],
  ]);
  searcher.close();
});

test('several things that are looked for at once hide nothing of one another, wherever pieces are cut', async () => {
  // FIPS 197, appendix A.1.
  const schedule = Buffer.from(
    '2b7e151628aed2a6abf7158809cf4f3ca0fafe1788542cb123a339392a6c7605f2c295f27a96b9435935807a7359f67f' +
      '3d80477d4716fe3e1e237e446d7a883bef44a541a8525b7fb671253bdb0bad00d4d1c6f87c839d87caf2b8bc11f915bc' +
      '6d88a37a110b3efddbf98641ca0093fd4e54f70e5f5fc9f384a64fb24ea6dc4fead27321b58dbad2312bf5607f8d292f' +
      'ac7766f319fadc2128d12941575c006ed014f9a8c9ee2589e13f0cc8b6630ca6',
    'hex',
  ).toString('latin1');
  const before = `${'monkey key '.repeat(30)}...`;
  const piece = { ...pieceOf(`${before}${schedule}key`, [53]), beforeWords: before.length & 3 };
  const other = pieceOf('..key', [64]);
  const sought = ['key', 'onk', 'y k'].map((text) => branches([text]));
  const searcher = new JointSearcher(
    [
      ...sought.map((each) => ({ kind: 'patterns', branches: each }) as const),
      { kind: 'key-schedules' },
    ],
    0,
  );
  const pieces = [other, piece];
  const alone = await Promise.all(
    sought.map(async (each) => {
      const single = new Searcher(each, 0);
      const hits = await hitsOf(single, pieces, 10_000);
      single.close();
      return hits;
    }),
  );
  for (const job of [17, 64, 101, 200, 10_000]) {
    const found: (readonly [number, number, number])[][] = [[], [], [], []];
    for await (const { sought, hits } of searcher.search(pieces, { sizes: { job } })) {
      for (const { piece, at, length } of hits) {
        found[sought]?.push([pieces.indexOf(piece), at, length]);
      }
    }
    expect(found).toEqual([...alone, [[1, before.length, 176]]]);
  }
  searcher.close();
});

test('another thread finds the same', async () => {
  const patterns = { kind: 'patterns', branches: branches(['k[e]y', 'a+']) } as const;
  const sought = [patterns, { kind: 'key-schedules' } as const];
  const worker = readFileSync(new URL('../../dist/search-worker.cjs', import.meta.url), 'utf8');
  const threads = new Threads(sought, 1, nodeThreads(worker));
  while (!threads.hasRoom) await setTimeout(5);
  const bytes = Buffer.from('key aaa monkey');
  const run = { start: 0, from: 0, until: bytes.length, end: bytes.length };
  const job = { parts: [{ kind: 'bytes', at: 0, bytes } as const], runs: [run] };
  const scanner = new Scanner(sought);
  expect(await threads.scan(job)).toEqual(scanner.scan(job));
  const gone = { kind: 'file', at: 0, length: 8, position: 0, name: 'gone.tar' } as const;
  const lost = { parts: [{ ...gone, file: { fd: 9999 } }], runs: [run] };
  await expect(threads.scan(lost)).rejects.toThrow('gone.tar');
  threads.close();
});
