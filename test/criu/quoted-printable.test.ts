import { expect, test } from 'vitest';
import { decodeQuotedPrintable, encodeQuotedPrintable } from '../../src/criu/quoted-printable.js';

// Bytes as Latin-1, and what Python's quopri.encodestring makes of them.
const PYTHON: [string, string][] = [
  ['\0abs-name', '=00abs-name'],
  ['/run/a b.sock', '/run/a b.sock'],
  ['caf\xc3\xa9 \xe9=', 'caf=C3=A9 =E9=3D'],
  ['a\rb', 'a\rb'],
  ['a\nb\n', 'a\nb\n'],
  ['a\r\nb\r\n', 'a\r\nb\r\n'],
  ['\r', '\r'],
  ['\r\n', '\r\n'],
  ['a \nb\t\n c ', 'a=20\nb=09\n c=20'],
  ['tab\t', 'tab=09'],
  ['.', '=2E'],
  ['.\nx', '=2E\nx'],
  ['..', '..'],
  ['a.', 'a.'],
  ['.\0', '=2E=00'],
  ['=\n', '=3D\n'],
  ['=3D', '=3D3D'],
  ['\x7f\x1b[31m', '=7F=1B[31m'],
  ['x'.repeat(76), 'x'.repeat(76)],
  ['x'.repeat(80), `${'x'.repeat(75)}=\n${'x'.repeat(5)}`],
  [`ab\r\n${'y'.repeat(80)}`, `ab\r\n${'y'.repeat(75)}=\r\n${'y'.repeat(5)}`],
  [`${'x'.repeat(74)}=`, `${'x'.repeat(74)}=\n=3D`],
  ['\0'.repeat(40), `${'=00'.repeat(25)}=\n${'=00'.repeat(15)}`],
  ['', ''],
];

test.each(PYTHON)('%j is laid out as Python does it, and comes back', (name, text) => {
  const bytes = Buffer.from(name, 'latin1');
  expect(encodeQuotedPrintable(bytes)).toBe(text);
  expect(Buffer.from(decodeQuotedPrintable(text))).toEqual(bytes);
});

test.each([
  ['a\nb\r\nc', 'a=0Ab=0D=0Ac'],
  ['a\r\nb\nc', 'a=0D=0Ab=0Ac'],
])('%j would lose a CR in Python: line ends are escaped', (name, text) => {
  const bytes = Buffer.from(name, 'latin1');
  expect(encodeQuotedPrintable(bytes)).toBe(text);
  expect(Buffer.from(decodeQuotedPrintable(text))).toEqual(bytes);
});

test.each([
  ['a=\nb', 'ab'],
  ['a=\r\nb', 'ab'],
  ['a=', 'a'],
  ['a==b', 'a=b'],
  ['a=zz', 'a=zz'],
  ['=c3=A9', '\xc3\xa9'],
  ['é', '\xc3\xa9'],
])('%j from another hand is read as Python reads it', (text, name) => {
  expect(Buffer.from(decodeQuotedPrintable(text)).toString('latin1')).toBe(name);
});

test('long names of blanks and line breaks take no long time', () => {
  const bytes = Buffer.from(`${' '.repeat(1_000_000)}x${' \n'.repeat(300_000)}`);
  expect(Buffer.compare(decodeQuotedPrintable(encodeQuotedPrintable(bytes)), bytes)).toBe(0);
});
