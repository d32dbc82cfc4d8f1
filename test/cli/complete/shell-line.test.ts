import { expect, test } from 'vitest';
import { quoteWord, splitShellLine } from '../../../src/cli/complete/shell-line.js';

test.each([
  ['', ['']],
  ['a', ['a']],
  ['a ', ['a', '']],
  ['a  b\tc', ['a', 'b', 'c']],
  ['a\\ b', ['a b']],
  ['a\\ ', ['a ']],
  ['\'a b\' "c d"', ['a b', 'c d']],
  ["'open ", ['open ']],
  ['"a\\"b"', ['a"b']],
  ["'a\\b'", ['a\\b']],
  ['~/x ~y', ['/home/me/x', '~y']],
  ['end\\', ['end']],
])('%j', (line, words) => {
  expect(splitShellLine(line, '/home/me').map(({ text }) => text)).toEqual(words);
});

test('what the shell would expand, and what is in quotes, is not plain', () => {
  const plain = (word: string) => splitShellLine(word).at(-1)?.isPlain;
  expect(['a\\ b', 'a:b', 'a\\$b'].map(plain)).toEqual([true, true, true]);
  expect(['$HOME', '`id`', '"a', "'a'", '"$x"'].map(plain)).toEqual(Array(5).fill(false));
});

test('a quoted word is read back as it was', () => {
  const hard = 'a b$(c)`d`"e"\'f\'\\g*?[h]{i}~j;k&l|m<n>o#p!q^ü';
  expect(splitShellLine(quoteWord(hard)).map(({ text }) => text)).toEqual([hard]);
});
