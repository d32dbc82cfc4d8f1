import { expect, test } from 'vitest';
import { renderJson } from '../../src/render/json.js';

test('prints integers of 64 bits exactly', () => {
  expect(renderJson({ pages: 2n ** 64n - 1n })).toBe('{\n  "pages": 18446744073709551615\n}\n');
});

test('leaves out what is undefined and keeps what is empty', () => {
  expect(renderJson([{ a: undefined, b: [], c: {} }])).toBe(
    '[\n  {\n    "b": [],\n    "c": {}\n  }\n]\n',
  );
});

test('escapes what a terminal could obey, and changes no value', () => {
  const value = 'a\u001b[0m\u009b\u202e\u007f\udcff"\\é';
  const text = renderJson(value);
  expect(text).toBe('"a\\u001b[0m\\u009b\\u202e\\u007f\\udcff\\"\\\\é"\n');
  expect(JSON.parse(text)).toBe(value);
});
