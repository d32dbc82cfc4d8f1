import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeNewFile } from '../../src/write/write-new-file.js';
import { temporaryDirectory } from '../temporary-directory.js';

const KEEP = { replace: false };
const FORCE = { replace: true };

describe('writeNewFile', () => {
  it('gives a file its name when it is whole, and another until then', async () => {
    const directory = temporaryDirectory();
    await writeNewFile(join(directory, 'core.7'), KEEP, async (file) => {
      const [part = ''] = readdirSync(directory);
      expect(part).toMatch(/^core\.7\.[0-9a-f]{8}\.part$/);
      expect(statSync(join(directory, part)).mode & 0o777).toBe(0o600);
      await file.write(Buffer.from('end'), 2 ** 20);
      file.setSize(2 ** 21);
      await file.write(Buffer.from('begin'), 0);
    });
    expect(readdirSync(directory)).toEqual(['core.7']);
    const { size, blocks, mode, nlink } = statSync(join(directory, 'core.7'));
    expect({ size, mode: mode & 0o777, nlink }).toEqual({ size: 2 ** 21, mode: 0o600, nlink: 1 });
    expect(blocks * 512).toBeLessThan(2 ** 19);
    const bytes = readFileSync(join(directory, 'core.7'));
    expect(bytes.subarray(0, 5).toString()).toBe('begin');
    expect(bytes.subarray(2 ** 20, 2 ** 20 + 4).toString('latin1')).toBe('end\0');
  });

  it('says nothing of itself where another file cannot be written', async () => {
    const directory = temporaryDirectory();
    const taken = join(directory, 'taken');
    mkdirSync(taken);
    const write = writeNewFile(join(directory, 'x'), KEEP, () =>
      writeNewFile(taken, KEEP, () => Promise.resolve()),
    );
    await expect(write).rejects.toThrow(new RegExp(`^write ${taken}: is a directory$`));
    expect(readdirSync(directory)).toEqual(['taken']);
  });

  it('never replaces what appears meanwhile', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'x');
    const write = writeNewFile(path, KEEP, async (file) => {
      await file.write(Buffer.from('ours'), 0);
      writeFileSync(path, 'theirs');
    });
    await expect(write).rejects.toThrow(`${path}: exists already; --force replaces it`);
    expect(readdirSync(directory)).toEqual(['x']);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it('leaves nothing behind of what cannot be made, and what it would have replaced', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'x');
    writeFileSync(path, 'before');
    const write = writeNewFile(path, FORCE, async (file) => {
      await file.write(Buffer.from('ours'), 0);
      throw new Error('no more of it');
    });
    await expect(write).rejects.toThrow('no more of it');
    expect(readdirSync(directory)).toEqual(['x']);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('replaces a file or a link when it may, and never what a link leads to', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'precious'), 'kept');
    symlinkSync('precious', join(directory, 'link'));
    symlinkSync('nowhere', join(directory, 'dangling'));
    for (const name of ['link', 'dangling']) {
      const path = join(directory, name);
      const write = (options: { replace: boolean }) =>
        writeNewFile(path, options, (file) => file.write(Buffer.from('new'), 0));
      await expect(write(KEEP)).rejects.toThrow('exists already');
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
      await write(FORCE);
      expect(lstatSync(path).isFile()).toBe(true);
    }
    expect(readdirSync(directory)).toEqual(['dangling', 'link', 'precious']);
    expect(readFileSync(join(directory, 'precious'), 'utf8')).toBe('kept');
  });

  it('writes into the directory that it opened, whatever becomes of its name', async () => {
    const around = temporaryDirectory();
    const named = join(around, 'named');
    mkdirSync(named);
    mkdirSync(join(around, 'other'));
    await writeNewFile(join(named, 'x'), KEEP, async (file) => {
      await file.write(Buffer.from('x'), 0);
      const { renameSync } = await import('node:fs');
      renameSync(named, join(around, 'moved'));
      symlinkSync('other', named);
    });
    expect(readdirSync(join(around, 'moved'))).toEqual(['x']);
    expect(readdirSync(join(around, 'other'))).toEqual([]);
  });

  it.each([
    ['a directory', '', /: is a directory$/],
    ['a name with a slash behind it', 'new/', /new\/: is a directory$/],
    ['the directory itself', '.', /: is a directory$/],
    ['a directory that is not there', 'no/such', /^open [^ ]*\/no: no such file or directory$/],
    ['a name that is too long', 'n'.repeat(256), /name too long$/],
  ])('refuses %s in one line', async (_, name, message) => {
    const directory = temporaryDirectory();
    for (const options of [KEEP, FORCE]) {
      const write = writeNewFile(`${directory}/${name}`, options, () => Promise.resolve());
      await expect(write).rejects.toThrow(message);
    }
    expect(readdirSync(directory)).toEqual([]);
  });

  it('takes the longest name that there is', async () => {
    const directory = temporaryDirectory();
    const name = 'ä'.repeat(127);
    await writeNewFile(join(directory, name), KEEP, () => Promise.resolve());
    expect(readdirSync(directory)).toEqual([name]);
  });
});
