import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/bytes/text.js';

// What Python's bytes.decode('utf-8', 'surrogateescape') gives.
test.each([
  ['', ''],
  ['636166c3a9', 'café'],
  ['636166e9', 'caf\udce9'],
  ['e9', '\udce9'],
  ['f09f92a9', '💩'],
  ['f09f92', '\udcf0\udc9f\udc92'],
  ['c3a9e9c3a9', 'é\udce9é'],
  ['c0af', '\udcc0\udcaf'],
  ['eda080', '\udced\udca0\udc80'],
  ['f4908080', '\udcf4\udc90\udc80\udc80'],
  ['80ff00', '\udc80\udcff\0'],
  ['e282ace282', '€\udce2\udc82'],
  ['f09f9280f09f', '💀\udcf0\udc9f'],
])('%s', (hex, text) => {
  expect(decodeText(Buffer.from(hex, 'hex'))).toBe(text);
  expect(Buffer.from(encodeText(text)).toString('hex')).toBe(hex);
});
