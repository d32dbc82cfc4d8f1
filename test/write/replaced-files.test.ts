import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Directory } from '../../src/write/directory.js';
import { ReplacedFiles } from '../../src/write/replaced-files.js';
import { temporaryDirectory } from '../temporary-directory.js';

function begun(): { path: string; files: ReplacedFiles; write: (name: string) => Promise<void> } {
  const path = temporaryDirectory();
  for (const name of ['a', 'b']) writeFileSync(join(path, name), `old ${name}`);
  const files = new ReplacedFiles(Directory.open(path), path);
  return {
    path,
    files,
    write: (name) => files.write(name, (file) => file.write(Buffer.from(`new ${name}`), 0)),
  };
}

function told(path: string): Record<string, string> {
  const names = readdirSync(path);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}

test('none is replaced before all are whole', async () => {
  const { path, files, write } = begun();
  await write('a');
  await write('b');
  await write('c');
  const { a, b, c } = told(path);
  expect([a, b, c]).toEqual(['old a', 'old b', undefined]);
  files.finish(true);
  expect(told(path)).toEqual({
    ...{ a: 'new a', b: 'new b', c: 'new c' },
    ...{ 'a.bak': 'old a', 'b.bak': 'old b' },
  });
});

test('without backups only the new ones are left', async () => {
  const { path, files, write } = begun();
  await write('a');
  files.finish(false);
  expect(told(path)).toEqual({ a: 'new a', b: 'old b' });
});

test('if one cannot be replaced, those before it are as they were', async () => {
  const { path, files, write } = begun();
  await write('a');
  await write('b');
  rmSync(join(path, 'b'));
  mkdirSync(join(path, 'b'));
  let error: unknown;
  try {
    files.finish(true);
  } catch (met) {
    error = files.abandonAfter(met);
  }
  expect(error).toMatchObject({ code: 'write-failed' });
  rmSync(join(path, 'b'), { recursive: true });
  expect(told(path)).toEqual({ a: 'old a' });
});

test('a backup that is there already is not touched', async () => {
  const { path, files, write } = begun();
  writeFileSync(join(path, 'a.bak'), 'older');
  await expect(write('a')).rejects.toThrow('a.bak: exists already: it would be the backup of a');
  files.abandonAfter(new Error('given up'));
  expect(told(path)).toEqual({ a: 'old a', 'a.bak': 'older', b: 'old b' });
});
