import { describe, expect, test } from 'vitest';
import { MAX_MATCH } from '../../src/search/matching/text-run.js';
import { findMatches, found, matcherOf } from '../support/find-matches.js';

const letters = 'a'.repeat(100_000);
const lines = 'aefgh ijklmn xopqrst\n'.repeat(5000);

// What is done is counted, and beyond a bound the pattern is refused: whether that happens does not depend
// on the machine. Without the bound these tests would run for minutes.
describe('no pattern takes for ever', () => {
  test.each([
    ...['(a*)*b', '(a|aa)+c', '(?:a?){30}a{30}b', 'x.{200}y', '[ab].{60}c', '(.*)(.*)(.*)d'],
    ...['(?:.{0,100}){100}!', '(?:.{0,60}){60}!', '.{0,16384}!', '(?:[a-z ]{0,40}){40}!'],
    ...['(?:.{20}){1000}!', '(?:a|b|ab){1,5000}!', '(?s)(?:.{0,100}){100}!'],
  ])('%s', (pattern) => {
    const matcher = matcherOf(pattern);
    try {
      expect(findMatches(matcher, lines + letters)).toEqual([]);
    } catch (error) {
      expect(String(error)).toContain('the pattern takes too long');
    }
    expect(matcher.steps).toBeLessThan(250_000_000);
  });

  test('costly states are paid for once, not by each short text', () => {
    const matcher = matcherOf('user.{0,1000}password');
    const text = `user${'.'.repeat(990)}password`;
    for (let round = 0; round < 50; round++) expect(findMatches(matcher, text)).toHaveLength(1);
  });

  test('any byte between two others, which lie far apart', () => {
    const text = `${'.'.repeat(400_000)}=${'.'.repeat(300_000)}=xy`;
    const matcher = matcherOf('.*=.*x');
    expect(findMatches(matcher, text).map(([at, { length }]) => [at, length])).toEqual([
      [700_002 + 1 - MAX_MATCH, MAX_MATCH],
    ]);
    expect(matcher.steps / text.length).toBeLessThan(20);
    expect(found('.*=', text).map(([at, { length }]) => at + length)).toEqual([400_001, 700_002]);
  });

  test('a match of an expression is no longer than it may be', () => {
    const [first] = found('a+', letters);
    expect(first?.[1]).toHaveLength(MAX_MATCH);
  });
});
