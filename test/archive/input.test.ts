import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { fifoOf } from './fifo.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const packed = path('testdata/tar/small.tar.gz');
const plain = gunzipSync(readFileSync(packed));

/** A process that opens its standard input and tells what is in it. */
function program(): string {
  const outfile = join(temporaryDirectory(), 'program.cjs');
  const contents = `
    import { openArchive } from ${JSON.stringify(path('src/archive/open.ts'))};
    openArchive('-', { keep: (name) => name === 'hello' }).then(
      (archive) => {
        const text = Buffer.from(archive.source(archive.find('hello')).read(0, 6)).toString();
        console.log(archive.file, archive.compression, archive.members.length, text);
        archive.close();
      },
      (error) => console.log(String(error)),
    );`;
  const stdin = { contents, resolveDir: path(''), loader: 'ts' } as const;
  buildSync({ stdin, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error' });
  return outfile;
}

describe('standard input', () => {
  it('is read from a pipe, compressed or not', () => {
    const file = program();
    const options = { encoding: 'utf8' } as const;
    const compressed = spawnSync(process.execPath, [file], {
      ...options,
      input: readFileSync(packed),
    });
    expect(compressed.stdout).toBe('- gzip 5 hello\n\n');
    const uncompressed = spawnSync(process.execPath, [file], { ...options, input: plain });
    expect(uncompressed.stdout).toBe('- undefined 5 hello\n\n');
    const cut = spawnSync(process.execPath, [file], { ...options, input: plain.subarray(0, 1500) });
    expect(cut.stdout).toMatch('-:dir/numbers: unexpected EOF at offset 0x1dc');
  });

  it('is read like a file if it is one', () => {
    const fd = openSync(packed, 'r');
    const { stdout } = spawnSync(process.execPath, [program()], {
      stdio: [fd, 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    closeSync(fd);
    expect(stdout).toBe('- gzip 5 hello\n\n');
  });

  it('that is a device is refused', () => {
    const { stdout } = spawnSync(process.execPath, [program()], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    expect(stdout).toContain('input - not a regular file');
  });

  it('is no longer waited for after an error', async () => {
    const child = spawn(process.execPath, [program()], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.write(Buffer.alloc(1024, 'no tar'));
    const [code] = await new Promise<[number | null]>((resolve) => {
      child.once('exit', (status) => {
        resolve([status]);
      });
    });
    expect(code).toBe(0);
  });
});

describe('a FIFO', () => {
  it('is streamed', async () => {
    const archive = await openArchive(fifoOf(packed), { keep: (name) => name === 'hello' });
    const hello = archive.find('hello');
    if (hello === undefined) throw new Error('no member');
    expect(Buffer.from(archive.source(hello).read(0, 6)).toString()).toBe('hello\n');
    expect(archive.compression).toBe('gzip');
    archive.close();
  });
});
