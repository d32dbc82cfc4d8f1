import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { memorySource } from '../../../src/bytes/byte-source.js';
import { findPart } from '../../../src/bytes/optional-part.js';
import type { Piece } from '../../../src/search/scan/piece.js';
import type { BlockResult } from '../../../src/search/yara/block-hit.js';
import { BLOCK_SIZES, type BlockSizes } from '../../../src/search/yara/cut-blocks.js';
import type { PieceHit } from '../../../src/search/yara/join-parts.js';
import { RuleScan } from '../../../src/search/yara/rule-scan.js';
import type { RuleVariable } from '../../../src/search/yara/rule-set.js';
import type { ScanThread } from '../../../src/search/yara/scan-thread.js';

interface Made {
  readonly mostMatches?: number;
  readonly variables?: readonly RuleVariable[];
}

function scanOf(text: string, { mostMatches = 10_000, variables = [] }: Made = {}): RuleScan {
  const files = [{ name: 'a.yar', namespace: 'default', text }];
  return new RuleScan({ files, variables, mostMatches }, { engine: findPart('yara'), threads: 1 });
}

function pieceOf(bytes: Uint8Array | string): Piece {
  const source = memorySource(Buffer.from(bytes as string, 'latin1'), {});
  return { size: source.size, extents: [{ source, offset: 0, length: source.size }] };
}

/** What matches, as `rule $string at length`, and what was cut. */
async function found(
  scan: RuleScan,
  pieces: readonly Piece[],
  sizes: BlockSizes = BLOCK_SIZES,
): Promise<string[]> {
  const all: string[] = [];
  for await (const { piece, rule, matches, cut } of scan.scan(pieces, { sizes })) {
    const name = `${pieces.indexOf(piece)} ${rule.identifier}`;
    if (matches.length === 0) all.push(name);
    for (const { identifier, at, length } of matches) {
      all.push(`${name} ${identifier} ${at} ${length}`);
    }
    all.push(...cut.map((each) => `${name} ${each} cut`));
  }
  return all.sort();
}

/** Parts of 64 bytes, in which matches reach up to 32 beyond. */
const SMALL: BlockSizes = { whole: 0, part: 64, overlap: 32, together: 128 };

describe('a block in parts', () => {
  const scan = scanOf(`
    rule text { strings: $a = "needle" condition: $a }
    rule words { strings: $f = "needle" fullword $w = "edge" wide fullword condition: any of them }
    rule jumps { strings: $h = { 4e 45 [2-18] 44 4c } $r = /NE.{2,18}DL/ condition: any of them }
    rule ends { strings: $e = /q{1,9}/ condition: $e }
  `);

  test('no match is lost or told twice, wherever it is to an edge', async () => {
    const wide = Buffer.from(' edge ', 'utf16le').toString('latin1');
    const texts = [
      ' needle ',
      'xneedle ',
      ' needlex',
      wide,
      'NE__DL',
      `NE${'_'.repeat(18)}DL`,
      'qqq',
    ];
    // Each begins at each place from which it reaches an edge, one edge for each.
    const places = texts.flatMap((text) =>
      Array.from({ length: text.length + 3 }, (_, back) => ({ text, back })),
    );
    const bytes = places
      .map(({ text, back }) => `${'.'.repeat(128 - back)}${text}`.padEnd(128 + 128, '.'))
      .join('');
    // The edges are where 128 bytes of each 256 are over.
    const piece = pieceOf('.'.repeat(128) + bytes);
    const sizes = { ...SMALL, part: 256 };
    const whole = await found(scan, [piece]);
    expect(whole.length).toBeGreaterThan(places.length / 2);
    expect(await found(scan, [piece], sizes)).toEqual(whole);
  });

  test('what lies side by side is no match', async () => {
    expect(await found(scan, [pieceOf('..need'), pieceOf('le..')], SMALL)).toEqual([]);
  });

  test('what begins in one part and is asked for in another is told of both', async () => {
    const both = scanOf('rule both { strings: $a = "first" $b = "second" condition: all of them }');
    // The second lies in the overlap of the first part, where the next part has it alone.
    const piece = pieceOf(`${'.'.repeat(50)}first${'.'.repeat(15)}second${'.'.repeat(150)}`);
    expect(await found(both, [piece], SMALL)).toEqual(['0 both $a 50 5', '0 both $b 70 6']);
  });

  test('a question about the beginning is asked of the beginning alone', async () => {
    const begins = scanOf('rule begins { condition: uint8(0) == 0x2e }');
    expect(await found(begins, [pieceOf('.'.repeat(300)), pieceOf('x')], SMALL)).toEqual([
      '0 begins',
    ]);
  });
});

test('what there is too much of is told', async () => {
  const scan = scanOf('rule a { strings: $a = "ab" condition: $a }', { mostMatches: 3 });
  const few = pieceOf('ab.ab.ab');
  const many = pieceOf('ab.ab.ab.ab');
  expect(await found(scan, [few, many])).toEqual([
    ...['0 a $a 0 2', '0 a $a 3 2', '0 a $a 6 2'],
    ...['1 a $a 0 2', '1 a $a 3 2', '1 a $a 6 2', '1 a $a cut'],
  ]);
});

test('damaged parts are no bytes, and what stands beside them is not joined', async () => {
  const scan = scanOf('rule a { strings: $a = "abcd" condition: $a }');
  const source = {
    ...memorySource(Buffer.from('abcd..ab..cd..abcd'), {}),
    packed: {
      stored: memorySource(Buffer.alloc(0), {}),
      fill(offset: number, target: Uint8Array) {
        target.set(Buffer.from('abcd..ab\0\0cd..abcd').subarray(offset, offset + target.length));
        return [{ start: 8, end: 10 }];
      },
      blocksWithin: () => ({ starts: Float64Array.of(), positions: Float64Array.of() }) as never,
      placeOf: () => ({ offset: 0, inBlock: undefined }),
      tellDamage: () => undefined,
    },
  };
  const piece = { size: 18, extents: [{ source, offset: 0, length: 18 }] };
  expect(await found(scan, [piece])).toEqual(['0 a $a 0 4', '0 a $a 14 4']);
});

describe('rules that are wrong', () => {
  const reportOf = (text: string, made?: Made) => scanOf(text, made).compile();

  test('where, and why', async () => {
    const { errors } = await reportOf('rule a { condition: true }\nrule b {\n condition: c }');
    expect(errors).toEqual([
      {
        ...{ file: 'a.yar', line: 3, column: 13 },
        sentence: 'unknown identifier `c`: this identifier has not been declared',
      },
    ]);
  });

  test('warnings, with their places', async () => {
    const { errors, warnings } = await reportOf('rule a {\n strings: $a = /x/ condition: $a }');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      {
        ...{ file: 'a.yar', line: 2, column: 11 },
        sentence: 'slow pattern: this pattern may slow down the scan',
      },
    ]);
  });

  test('a variable that is there twice', async () => {
    const variables = [
      { name: 'a', value: 1 },
      { name: 'a', value: 2 },
    ];
    const { errors } = await reportOf('rule r { condition: a == 1 }', { variables });
    expect(errors.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^variable a: /),
    ]);
  });
});

test('what rules say is no output of the program', async () => {
  const scan = scanOf('import "console" rule r { condition: console.log("seen ", uint8(0)) }');
  const said: string[] = [];
  const pieces = [pieceOf('a'), pieceOf('b'), pieceOf('a')];
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const hits: PieceHit<Piece>[] = [];
  const onMessage = (message: string) => said.push(message);
  for await (const hit of scan.scan(pieces, { onMessage })) hits.push(hit);
  expect(said).toEqual(['seen 97', 'seen 98']);
  expect(hits.map(({ piece }) => pieces.indexOf(piece))).toEqual([0, 1, 2]);
  expect(log).not.toHaveBeenCalled();
  log.mockRestore();
});

test('variables are what they look like', async () => {
  const variables = [
    { name: 'count', value: 5 },
    { name: 'part', value: 1.5 },
    { name: 'yes', value: true },
    { name: 'name', value: 'abc' },
  ];
  const text = 'rule r { condition: count \\ 2 == 2 and part > 1.4 and yes and name contains "b" }';
  expect(await found(scanOf(text, { variables }), [pieceOf('x')])).toEqual(['0 r']);
});

test('no more is given to threads than they may have at once', async () => {
  const nothing: BlockResult = { hits: [], gaps: [], messages: [] };
  let most = 0;
  let given = 0;
  const counting = (answer: () => Promise<BlockResult>): ScanThread => ({
    report: Promise.resolve({ errors: [], warnings: [] }),
    busy: 0,
    async scan() {
      given += 1;
      most = Math.max(most, given);
      const result = await answer();
      given -= 1;
      return result;
    },
    close: () => undefined,
  });
  const later = async () => {
    await setImmediate();
    return nothing;
  };
  const mostOf = async (pieces: readonly Piece[]) => {
    most = 0;
    const startThread = () => counting(later);
    const rules = { files: [], variables: [], mostMatches: 1 };
    const scan = new RuleScan(rules, { engine: '', threads: 1, startThread });
    const sizes = { ...BLOCK_SIZES, together: 1 };
    expect(await scan.scan(pieces, { sizes }).next()).toEqual({ done: true, value: undefined });
    return most;
  };
  const few = Array.from({ length: 20 }, () => pieceOf('ab'));
  expect(await mostOf(few)).toBe(8);
  // What lies in memory is sent as it is.
  const large = Array.from({ length: 6 }, () => pieceOf(Buffer.alloc(9 * 1024 * 1024)));
  expect(await mostOf(large)).toBe(2);
});

test('when the time is over the rest is left', async () => {
  const stuck: ScanThread = {
    report: Promise.resolve({ errors: [], warnings: [] }),
    busy: 0,
    scan: () => new Promise(() => undefined),
    close: () => undefined,
  };
  const rules = { files: [], variables: [], mostMatches: 1 };
  const scan = new RuleScan(rules, { engine: '', threads: 1, startThread: () => stuck });
  await expect(scan.scan([pieceOf('x')], { timeout: 1 }).next()).rejects.toMatchObject({
    code: 'limit',
  });
});
