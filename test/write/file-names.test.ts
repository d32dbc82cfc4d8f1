import { expect, test } from 'vitest';
import { FileNames, looksLikeProgram } from '../../src/write/recover/file-names.js';

test.each([
  ['../../etc/passwd', false, 'etc_passwd'],
  ['/', false, 'file'],
  ['', true, 'file.bin'],
  ['..', false, 'file'],
  ['-rf', false, 'rf'],
  ['a\nb\u202ec d', false, 'a_b_c_d'],
  ['.hidden/upd', true, 'hidden_upd.bin'],
  ['\0', false, 'file'],
])('%j, a program: %j', (name, isProgram, expected) => {
  expect(new FileNames().next(name, isProgram)).toBe(expected);
});

test('each is given once, also to systems that know no case, and is short', () => {
  const names = new FileNames();
  expect(['x', 'x', 'X'].map((name) => names.next(name, false))).toEqual(['x', 'x~2', 'X~3']);
  expect(names.next('y'.repeat(5000), true).length).toBeLessThan(200);
});

test('programs are told by how they begin', () => {
  expect(
    ['\x7fELF\x02', 'MZ\x90', '#!/bin/sh'].every((text) => looksLikeProgram(Buffer.from(text))),
  ).toBe(true);
  expect(looksLikeProgram(Buffer.from('ELF'))).toBe(false);
});
