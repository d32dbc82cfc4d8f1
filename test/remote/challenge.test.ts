import { expect, it } from 'vitest';
import { parseChallenges } from '../../src/remote/auth/challenge.js';
import { parseContentRange } from '../../src/remote/ranges/content-range.js';

// RFC 9110, 11.6.1: several in one header, quoted and plain values, blanks and commas between.
it.each([
  ['', []],
  ['Basic', [{ scheme: 'basic', parameters: {} }]],
  ['Basic realm="a, \\"b\\""', [{ scheme: 'basic', parameters: { realm: 'a, "b"' } }]],
  [
    'Bearer realm="https://auth.example/token",service="r" , scope="repository:a/b:pull,push"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example/token',
          service: 'r',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
  ],
  [
    'Negotiate, BASIC Realm=x, Bearer realm="y"',
    [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'x' } },
      { scheme: 'bearer', parameters: { realm: 'y' } },
    ],
  ],
  ['realm="x"', []],
  ['Basic realm="x', [{ scheme: 'basic', parameters: {} }]],
])('takes %j apart', (header, challenges) => {
  expect(parseChallenges(header).slice(0, challenges.length)).toEqual(challenges);
});

// RFC 9110, 14.4
it.each([
  ['bytes 0-99/2000', { start: 0, end: 100, total: 2000 }],
  ['bytes 5-5/*', { start: 5, end: 6, total: undefined }],
  ['bytes 5-4/10', undefined],
  ['bytes 0-10/10', undefined],
  ['bytes */10', undefined],
  ['bytes 0-1/99999999999999999999', undefined],
  ['items 0-1/2', undefined],
  [undefined, undefined],
])('reads the Content-Range %j', (header, range) => {
  expect(parseContentRange(header)).toEqual(range);
});
