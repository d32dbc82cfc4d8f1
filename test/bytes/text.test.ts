import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../../src/bytes/text.js';
import { anyText } from '../support/arbitrary.js';

const bytesOf = (...values: number[]) => Uint8Array.from(values);

describe('decodeText', () => {
  it('reads UTF-8, a byte order mark included', () => {
    expect(decodeText(Buffer.from('café 世界 \u{1f600}'))).toBe('café 世界 \u{1f600}');
    expect(decodeText(bytesOf(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  it('turns each byte that is not UTF-8 into a lone surrogate', () => {
    expect(decodeText(bytesOf(0x61, 0xff, 0x62))).toBe('a\udcffb');
    expect(decodeText(bytesOf(0xc3))).toBe('\udcc3');
    expect(decodeText(bytesOf(0xe4, 0xb8))).toBe('\udce4\udcb8');
  });

  it('refuses overlong forms and encoded surrogates', () => {
    expect(decodeText(bytesOf(0xc0, 0xaf))).toBe('\udcc0\udcaf');
    expect(decodeText(bytesOf(0xed, 0xb2, 0x80))).toBe('\udced\udcb2\udc80');
    expect(decodeText(bytesOf(0xf4, 0x90, 0x80, 0x80))).toBe('\udcf4\udc90\udc80\udc80');
  });
});

describe('encodeText', () => {
  it('gives back whatever bytes were decoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(Uint8Array.from(encodeText(decodeText(bytes)))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back whatever text was encoded', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(decodeText(encodeText(text))).toBe(text);
      }),
    );
  });

  it('keeps an escaped byte apart from a pair before it', () => {
    expect(Uint8Array.from(encodeText('\u{1f600}\udcff'))).toEqual(
      bytesOf(0xf0, 0x9f, 0x98, 0x80, 0xff),
    );
  });
});
