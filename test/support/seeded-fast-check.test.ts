import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEED } from './seeded-fast-check.js';

test('every run has the same cases, and a failure tells the seed', () => {
  const cases = () => {
    const met: number[] = [];
    fc.assert(
      fc.property(fc.integer(), (value) => {
        met.push(value);
      }),
    );
    return met;
  };
  expect(cases()).toEqual(cases());
  const fail = () => {
    fc.assert(fc.property(fc.integer(), () => false));
  };
  expect(fail).toThrow(`seed: ${SEED}`);
});
