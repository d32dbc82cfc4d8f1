import type * as fs from 'node:fs';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writeNewFile } from '../../src/write/write-new-file.js';
import { temporaryDirectory } from '../temporary-directory.js';

/** A file system on which a file has one name only, such as vfat. */
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof fs>()),
  linkSync: () => {
    throw Object.assign(new Error('EPERM'), { code: 'EPERM', errno: -1, syscall: 'link' });
  },
}));

it('a new file gets its name where files have one name only', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'x');
  const write = (text: string) =>
    writeNewFile(path, { replace: false }, (file) => file.write(Buffer.from(text), 0));
  await write('first');
  await expect(write('second')).rejects.toThrow('exists already');
  expect(readdirSync(directory)).toEqual(['x']);
  expect(readFileSync(path, 'utf8')).toBe('first');
});

it('and does not take the place of a file that came meanwhile', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'x');
  const write = writeNewFile(path, { replace: false }, async (file) => {
    await file.write(Buffer.from('ours'), 0);
    writeFileSync(path, 'theirs');
  });
  await expect(write).rejects.toThrow('exists already');
  expect(readdirSync(directory)).toEqual(['x']);
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});
