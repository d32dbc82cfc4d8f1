import { expect, test } from 'vitest';
import { bodyfileLine, modeText } from '../../src/formats/bodyfile/bodyfile-line.js';

test('the fields are those of a bodyfile 3.x', () => {
  const line = bodyfileLine({
    name: 'a|b\nc',
    mode: modeText('r', 0o4751),
    inode: 12n,
    uid: 1,
    gid: 2,
    size: 3,
    accessed: 4n,
    modified: -5n,
    changed: 6n,
    born: 7n,
  });
  expect(line).toBe('0|a\\x7cb\\nc|12|r/rrwsr-x--x|1|2|3|4|-5|6|7\n');
});

test.each([
  [0o1777, 'd/drwxrwxrwt'],
  [0o1776, 'd/drwxrwxrwT'],
  [0o2644, 'd/drw-r-Sr--'],
  [0, 'd/d---------'],
])('mode %o', (mode, text) => {
  expect(modeText('d', mode)).toBe(text);
});
