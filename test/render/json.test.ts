import { expect, test } from 'vitest';
import { jsonText, renderJson, renderJsonLine } from '../../src/render/json.js';

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

test('any depth of nesting is written, and costs no more for each level', () => {
  const depth = 20_000;
  let deep: unknown = 1n;
  for (let level = 0; level < depth; level++) deep = { in: [deep] };
  const line = renderJsonLine(deep);
  expect(line).toBe(`${'{"in":['.repeat(depth)}1${']}'.repeat(depth)}\n`);
  const widest = renderJson(deep)
    .split('\n')
    .reduce((width, each) => Math.max(width, each.length), 0);
  expect(widest).toBeLessThan(300);
});

test('items of a list that is made on the way are made one after the other', () => {
  const made: number[] = [];
  function* numbers() {
    for (let each = 0; each < 50_000; each++) {
      made.push(each);
      yield each;
    }
  }
  const pieces = jsonText({ numbers: numbers(), after: 'x' })[Symbol.iterator]();
  pieces.next();
  expect(made.length).toBeLessThan(50_000);
  const rest = [...{ [Symbol.iterator]: () => pieces }];
  expect(rest.length).toBeGreaterThan(1);
  expect(rest.at(-1)).toMatch(/49999\n {2}\],\n {2}"after": "x"\n\}\n$/);
});
