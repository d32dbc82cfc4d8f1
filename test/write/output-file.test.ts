import { execFileSync } from 'node:child_process';
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutputFile } from '../../src/write/output-file.js';
import { temporaryDirectory } from '../temporary-directory.js';

const KEEP = { replace: false, inputs: [] };
const FORCE = { replace: true, inputs: [] };

async function write(path: string, options: typeof KEEP, ...pieces: (string | Uint8Array)[]) {
  const file = new OutputFile(path, options);
  for (const piece of pieces) await file.write(piece);
  await file.finish();
}

describe('OutputFile', () => {
  it('writes pieces one after another, empty ones too', async () => {
    const path = join(temporaryDirectory(), 'x');
    await write(path, KEEP, 'ä', Buffer.of(0, 0xff), '', 'z');
    expect(readFileSync(path).toString('hex')).toBe('c3a400ff7a');
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
  });

  it('gives bytes to a device or a pipe, which stay what they are', async () => {
    await write('/dev/null', FORCE, 'x');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    const directory = temporaryDirectory();
    const fifo = join(directory, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reading = readFile(fifo, 'utf8');
    // Opening one waits for the other end, which another thread opens.
    await write(fifo, KEEP, 'through ', 'a pipe');
    expect(await reading).toBe('through a pipe');
    expect(readdirSync(directory)).toEqual(['fifo']);
  });

  it('takes the number of an open file as a shell writes it', async () => {
    const path = join(temporaryDirectory(), 'x');
    const fd = openSync(path, 'w');
    for (const base of ['/dev/fd', '/proc/self/fd']) await write(`${base}/${fd}`, FORCE, 'more ');
    closeSync(fd);
    expect(readFileSync(path, 'utf8')).toBe('more more ');
  });

  it('never replaces what is read meanwhile, nor what is no file', () => {
    const directory = temporaryDirectory();
    const input = join(directory, 'input');
    writeFileSync(input, 'evidence');
    expect(() => new OutputFile(input, { replace: true, inputs: [input] })).toThrow(
      `input and output are the same file: ${input}`,
    );
    const other = join(directory, 'directory');
    execFileSync('mkdir', [other]);
    expect(() => new OutputFile(other, FORCE)).toThrow(/: is a directory$/);
    expect(readFileSync(input, 'utf8')).toBe('evidence');
    expect(readdirSync(directory)).toEqual(['directory', 'input']);
  });
});
