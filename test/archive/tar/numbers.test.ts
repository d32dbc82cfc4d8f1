import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/archive/member.js';
import { parseNumber } from '../../../src/archive/tar/number-field.js';
import { parsePaxInteger, parsePaxTime } from '../../../src/archive/tar/pax-number.js';
import { readIndexed, readStreamed } from '../read-both.js';
import { header, type HeaderFields, member, pax, tar } from '../tar-builder.js';

const SECOND = 1_000_000_000n;

/** The first of two members, of which neither may hide the other. */
async function first(...headers: readonly Buffer[]): Promise<Member> {
  const bytes = tar(...headers, member({ name: 'next' }, 'data'));
  const indexed = await readIndexed(bytes);
  expect(await readStreamed(bytes)).toEqual(indexed);
  expect(indexed.map(({ member: { name }, data }) => [name, data.toString()]).at(-1)).toEqual([
    'next',
    'data',
  ]);
  const found = indexed[0]?.member;
  if (found === undefined || indexed.length !== 2) throw new Error('not two members');
  return found;
}

const ofHeader = (fields: HeaderFields) => first(header(fields));
const ofPax = (key: string, value: string) => first(pax([[key, value]]), header({}));

/** GNU's base 256: the first bit set, then two's complement. */
function base256(value: bigint, length: number): Buffer {
  const bits = BigInt.asUintN(length * 8 - 1, value) | (1n << BigInt(length * 8 - 1));
  return Buffer.from(bits.toString(16).padStart(length * 2, '0'), 'hex');
}

describe('times of members', () => {
  const far = 2n ** 63n - 1n;

  it.each([far, -far - 1n, 2n ** 94n - 1n, -1n, 0n, -(2n ** 53n), 2n ** 53n + 1n])(
    'are exact in base 256: %d',
    async (seconds) => {
      const { mtimeNs } = await ofHeader({ mtime: base256(seconds, 12) });
      expect(mtimeNs).toBe(seconds * SECOND);
    },
  );

  it.each([
    ['9223372036854775807', far * SECOND],
    ['-9223372036854775808', (-far - 1n) * SECOND],
    ['1700000000.123456789', 1_700_000_000_123_456_789n],
    ['1700000000.1234567899', 1_700_000_000_123_456_789n],
    ['-12.25', -12_250_000_000n],
    ['-0.0000000001', -1n],
    ['0.5', 500_000_000n],
    ['7.', 7n * SECOND],
    ['00000000000000000000000000007', 7n * SECOND],
  ])('are exact in PAX records: %s', async (text, expected) => {
    expect((await ofPax('mtime', text)).mtimeNs).toBe(expected);
  });

  it('of more digits than any clock has stay out of reach of all others', async () => {
    const { mtimeNs } = await ofPax('mtime', '1'.repeat(100_000));
    expect(mtimeNs).toBeGreaterThan(far * SECOND);
  });

  it('that are none are not told', async () => {
    expect((await ofHeader({ mtime: 'yesterday' })).mtimeNs).toBeUndefined();
  });

  it('are those of the header where a PAX record is no number', async () => {
    expect((await ofPax('mtime', 'yesterday')).mtimeNs).toBe(1_700_000_000n * SECOND);
  });
});

describe('owners and modes of members', () => {
  it('saturate where no system has such', async () => {
    const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;
    expect((await ofPax('uid', '18446744073709551615')).uid).toBe(MAX_SAFE_INTEGER);
    expect((await ofPax('gid', '-99999999999999999999999')).gid).toBe(MIN_SAFE_INTEGER);
    const patches = [[108, base256(2n ** 62n - 1n, 8)]] as const;
    expect((await ofHeader({ patches })).uid).toBe(MAX_SAFE_INTEGER);
  });

  it('may be negative', async () => {
    expect((await ofPax('uid', '-2')).uid).toBe(-2);
    expect((await ofHeader({ patches: [[116, base256(-2n, 8)]] })).gid).toBe(-2);
  });

  it('are not told where there is no number', async () => {
    const found = await ofHeader({ uid: 'nobody', mode: 'rwxr-xr' });
    expect(found).toMatchObject({ uid: undefined, gid: 0, mode: undefined });
    expect((await ofPax('uid', 'nobody')).uid).toBe(0);
  });

  it('take the low bits of a mode', async () => {
    expect((await ofHeader({ mode: '0100644\0' })).mode).toBe(0o644);
    expect((await ofHeader({ patches: [[100, base256(2n ** 60n + 0o4755n, 8)]] })).mode).toBe(
      0o4755,
    );
  });

  it('do not lose a device with it', async () => {
    const found = await ofHeader({ type: '3', patches: [[329, Buffer.from('many')]] });
    expect(found.type).toBe('character-device');
    expect(found.device).toBeUndefined();
  });
});

describe('sizes of members', () => {
  it.each(['1', '2', '3', '4', '5', '6'])('do not matter without data: type %s', async (type) => {
    for (const size of [Buffer.from('much'), Buffer.alloc(12, 0xff), base256(2n ** 80n, 12)]) {
      expect((await ofHeader({ type, size })).size).toBe(0);
    }
  });
});

describe('numbers of headers', () => {
  it('are what was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 94n), max: 2n ** 94n - 1n }), (value) => {
        expect(BigInt(parseNumber(base256(value, 12), 0, 12) ?? 0)).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n) + 1n, max: 10n ** 20n - 1n }), (value) => {
        expect(BigInt(parsePaxInteger(String(value)) ?? 0)).toBe(value);
        expect(parsePaxTime(`${value}.0`)).toBe(value * SECOND);
      }),
    );
  });

  it('are numbers or nothing, of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
        const number = parseNumber(bytes, 0, 12);
        if (typeof number === 'number') expect(Number.isSafeInteger(number)).toBe(true);
      }),
    );
  });
});

describe('a volume label', () => {
  it('is no member', async () => {
    expect((await first(header({ name: 'VOL', type: 'V' }), member({ name: 'a' }))).name).toBe('a');
    const alone = header({ name: 'VOL', type: 'V' });
    expect(await readIndexed(alone)).toEqual([]);
    expect(await readStreamed(alone)).toEqual([]);
  });
});
