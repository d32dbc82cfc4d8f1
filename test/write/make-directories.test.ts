import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDirectories } from '../../src/write/make-directories.js';
import { temporaryDirectory } from '../temporary-directory.js';

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('makeDirectories', () => {
  it('makes what is missing for the owner only, and leaves what is there', () => {
    const there = join(temporaryDirectory(), 'there');
    mkdirSync(there, { mode: 0o755 });
    makeDirectories(join(there, 'a/b/'));
    makeDirectories(join(there, 'a/b'));
    expect([there, join(there, 'a'), join(there, 'a/b')].map(modeOf)).toEqual([
      0o755, 0o700, 0o700,
    ]);
  });

  it('goes through links that the user named, as the kernel does', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'far/away'), { recursive: true });
    symlinkSync('far/away', join(directory, 'link'));
    makeDirectories(`${directory}/link/../new`);
    expect(statSync(join(directory, 'far/new')).isDirectory()).toBe(true);
  });

  it('ends where the kernel never lets it, such as in /proc', () => {
    expect(() => {
      makeDirectories('/proc/x/y');
    }).toThrow('mkdir /proc/x/y: no such file or directory');
  });

  it('does not take a file or a dangling link for a directory', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'file'), '');
    symlinkSync('nowhere', join(directory, 'link'));
    expect(() => {
      makeDirectories(join(directory, 'file'));
    }).toThrow(/file: file already exists$/);
    expect(() => {
      makeDirectories(join(directory, 'file/x'));
    }).toThrow(/file\/x: not a directory$/);
    expect(() => {
      makeDirectories(join(directory, 'link'));
    }).toThrow(/link: file already exists$/);
  });
});
