import { expect, test } from 'vitest';
import { commandTextOf } from '../../src/model/process-facts/command-text.js';

const NUL = '';

test.each([
  [['ls', '-l'], 'ls -l', 'intact'],
  [['printf', NUL], 'printf ', 'intact'],
  [['printf', NUL, 'x'], 'printf  x', 'intact'],
  [['ab', NUL, NUL, NUL], 'ab', 'padded'],
  [[NUL, NUL, NUL], '', 'wiped'],
  [[NUL], '', 'wiped'],
  [[], '', 'none'],
])('%j', (entries, text, state) => {
  expect(commandTextOf({ entries })).toEqual({ text, state });
});

test('where bytes are missing, nobody knows what was there', () => {
  expect(commandTextOf({ entries: [''], incomplete: 'x' })).toEqual({ text: '', state: 'none' });
});
