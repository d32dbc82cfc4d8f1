import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../src/archive/archive.js';
import { contentChunks } from '../../src/archive/content.js';
import { DEFAULT_LIMITS, type Limits } from '../../src/archive/limits.js';
import { openArchive } from '../../src/archive/open.js';
import { walkMembers } from '../../src/archive/walk-members.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { allOf } from './read-both.js';
import { header, member, tar } from './tar-builder.js';

const testdata = (name: string) =>
  fileURLToPath(new URL(`../../testdata/${name}`, import.meta.url));
const small = gunzipSync(readFileSync(testdata('tar/small.tar.gz')));

function save(name: string, bytes: Uint8Array): string {
  const file = join(temporaryDirectory(), name);
  writeFileSync(file, bytes);
  return file;
}

function textOf(archive: Archive, name: string): string {
  const found = archive.find(name);
  if (found === undefined) throw new Error(`no ${name}`);
  const source = archive.source(found);
  return Buffer.from(source.read(0, source.size)).toString();
}

async function walked(file: string, limits?: Limits): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { member: m, content } of walkMembers(file, limits)) {
    found.push([m.name, (await allOf(contentChunks(content))).toString('latin1')]);
  }
  return found;
}

const NAMES = ['dir', 'dir/numbers', 'hello', 'link', 'zeds'];

describe('openArchive', () => {
  it.each([
    ['gzip', 'tar/small.tar.gz'],
    ['zstd', 'tar/small.tar.zst'],
    ['xz', 'tar/small.tar.xz'],
    ['bzip2', 'tar/small.tar.bz2'],
  ])('reads a tar compressed with %s', async (compression, name) => {
    const archive = await openArchive(testdata(name), { keep: (n) => n !== 'zeds' });
    expect([archive.form, archive.compression]).toEqual(['tar', compression]);
    expect(archive.members.map((m) => m.name)).toEqual(NAMES);
    expect(textOf(archive, 'hello')).toBe('hello\n');
    expect(textOf(archive, 'dir/numbers')).toMatch(/^1\n2\n[^]*\n3000\n$/);
    expect(() => textOf(archive, 'zeds')).toThrow(
      'zeds: was not wanted when the compressed archive was opened',
    );
    archive.close();
  });

  it('reads a plain tar whatever its name', async () => {
    const archive = await openArchive(save('x.tar.gz', small));
    expect(archive.compression).toBeUndefined();
    expect(textOf(archive, 'zeds')).toBe('z'.repeat(20_000));
    expect(archive.find('link')).toMatchObject({ type: 'symlink', linkName: 'hello' });
    expect(archive.find('nothing')).toBeUndefined();
    archive.close();
  });

  it('takes the last of duplicates', async () => {
    const bytes = tar(member({ name: 'a' }, 'first'), member({ name: './a' }, 'last'));
    for (const file of [save('x', bytes), save('y', gzipSync(bytes))]) {
      const archive = await openArchive(file, { keep: () => true });
      expect(archive.members.length).toBe(2);
      expect(textOf(archive, 'a')).toBe('last');
      archive.close();
    }
  });

  it('follows hardlinks inside the archive', async () => {
    const bytes = tar(
      member({ name: 'a' }, 'first'),
      header({ name: 'b', type: '1', linkName: './a' }),
      member({ name: 'a' }, 'last'),
      header({ name: 'c', type: '1', linkName: 'b' }),
      header({ name: 'd', type: '1', linkName: 'd' }),
      header({ name: 'e', type: '1', linkName: '/etc/passwd' }),
      header({ name: 's', type: '2', linkName: 'a' }),
    );
    const archive = await openArchive(save('x', bytes));
    expect([textOf(archive, 'b'), textOf(archive, 'c')]).toEqual(['first', 'first']);
    expect(() => textOf(archive, 'd')).toThrow('is a hardlink to d, which is not before it');
    expect(() => textOf(archive, 'e')).toThrow('/etc/passwd, which is not before it');
    expect(() => textOf(archive, 's')).toThrow('is a symlink to a, not a file');
    archive.close();
  });

  it('holds what is wanted in memory, up to the limit', async () => {
    const file = save(
      'x',
      gzipSync(tar(member({ name: 'a' }, 'a'.repeat(600)), member({ name: 'b' }, 'b'.repeat(600)))),
    );
    const limits = { ...DEFAULT_LIMITS, maxInMemory: 1000 };
    const archive = await openArchive(file, { keep: (n) => n === 'b', limits });
    expect(textOf(archive, 'b')).toBe('b'.repeat(600));
    await expect(openArchive(file, { keep: () => true, limits })).rejects.toThrow(
      `${file}:b: does not fit the 1000 bytes of memory for members of a compressed archive; raise --max-in-memory SIZE`,
    );
  });

  it('gives memory back for a duplicate', async () => {
    const file = save(
      'x',
      gzipSync(tar(...Array.from({ length: 5 }, () => member({ name: 'a' }, 'a'.repeat(600))))),
    );
    const limits = { ...DEFAULT_LIMITS, maxInMemory: 1000 };
    const archive = await openArchive(file, { keep: () => true, limits });
    expect(textOf(archive, 'a').length).toBe(600);
  });

  it('takes sparse members of a compressed tar by what is stored', async () => {
    const limits = { ...DEFAULT_LIMITS, maxInMemory: 130_000 };
    const archive = await openArchive(testdata('tar/sparse-0.1.tar.gz'), {
      keep: () => true,
      limits,
    });
    const holes = archive.find('holes');
    if (holes === undefined) throw new Error('no member');
    expect(archive.source(holes).size).toBe(1_000_000);
    expect(archive.source(holes).read(4096 * 7, 3)).toEqual(Uint8Array.of(67, 67, 67));
    expect(archive.source(holes).sparse?.stored).toBe(30 * 4096);
  });

  it('has the words of checkpointctl for files that are none', async () => {
    const directory = temporaryDirectory();
    await expect(openArchive(join(directory, 'none.tar'))).rejects.toThrow(
      `stat ${directory}/none.tar: no such file or directory`,
    );
    await expect(openArchive('/dev/null')).rejects.toThrow('input /dev/null not a regular file');
    await expect(openArchive(save('x', Buffer.from('short')))).rejects.toThrow('unexpected EOF');
    await expect(openArchive(save('x', Buffer.alloc(600, 'a')))).rejects.toThrow(
      'invalid tar header',
    );
    await expect(openArchive(save('x', small.subarray(0, 2000)))).rejects.toThrow('unexpected EOF');
    const archive = await openArchive(save('x', Buffer.alloc(0)));
    expect(archive.members).toEqual([]);
    archive.close();
  });

  it('does not wait for a socket', async () => {
    const path = join(temporaryDirectory(), 'socket');
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    await expect(openArchive(path)).rejects.toThrow('not a regular file');
    server.close();
  });

  it('reads little of a large tar', async () => {
    const file = save('x', Buffer.alloc(0));
    const parts: Buffer[] = [];
    for (let i = 0; i < 50; i++) parts.push(member({ name: `core-${i}` }, 'c'.repeat(2000)));
    const start = Buffer.concat(parts);
    writeFileSync(file, Buffer.concat([start, header({ name: 'pages', size: 2 ** 31 })]));
    truncateSync(file, start.length + 512 + 2 ** 31);
    const before = bytesRead();
    const archive = await openArchive(file);
    expect(archive.members.length).toBe(51);
    expect(archive.find('pages')?.size).toBe(2 ** 31);
    expect(bytesRead() - before).toBeLessThan(2 ** 24);
    archive.close();
  });

  it('tells damage that lies behind the end of the tar', async () => {
    const wrong = gzipSync(small);
    wrong.writeUInt32LE(wrong.readUInt32LE(wrong.length - 8) ^ 1, wrong.length - 8);
    await expect(openArchive(save('x', wrong))).rejects.toThrow(
      'damaged gzip stream (incorrect data check)',
    );
    const cut = gzipSync(small).subarray(0, -1);
    await expect(openArchive(save('x', cut))).rejects.toThrow('x: unexpected EOF in gzip stream');
  });

  it('refuses what was compressed again and again', async () => {
    const twice = await openArchive(save('x', gzipSync(gzipSync(small))));
    expect(twice.members.length).toBe(NAMES.length);
    await expect(openArchive(save('x', gzipSync(gzipSync(gzipSync(small)))))).rejects.toThrow(
      'compressed more than 2 times',
    );
  });
});

describe('openArchive of a directory', () => {
  function directory(): string {
    const path = temporaryDirectory();
    mkdirSync(join(path, 'sub'));
    writeFileSync(join(path, 'sub', 'b'), 'in sub');
    writeFileSync(join(path, 'sub.txt'), 'text', { mode: 0o600 });
    writeFileSync(Buffer.concat([Buffer.from(`${path}/`), Buffer.of(0xff)]), 'odd');
    symlinkSync('/etc', join(path, 'parent'));
    return path;
  }

  it('lists what is below it, and follows no link', async () => {
    const archive = await openArchive(directory());
    expect(archive.form).toBe('directory');
    expect(archive.members.map((m) => [m.name, m.type, m.linkName])).toEqual([
      ['parent', 'symlink', '/etc'],
      ['sub', 'directory', undefined],
      ['sub/b', 'file', undefined],
      ['sub.txt', 'file', undefined],
      ['\udcff', 'file', undefined],
    ]);
    expect(archive.find('sub.txt')).toMatchObject({ mode: 0o600, size: 4, owner: '', group: '' });
    expect([textOf(archive, 'sub/b'), textOf(archive, '\udcff')]).toEqual(['in sub', 'odd']);
    expect(() => textOf(archive, 'parent')).toThrow('is a symlink to /etc, not a file');
    archive.close();
  });

  it('does not open what became a link after it was listed', async () => {
    const path = directory();
    const archive = await openArchive(path);
    rmSync(join(path, 'sub.txt'));
    symlinkSync('/etc/passwd', join(path, 'sub.txt'));
    expect(() => textOf(archive, 'sub.txt')).toThrow(/open .*sub\.txt: too many/);
    archive.close();
  });

  it('tells a file that became shorter', async () => {
    const path = directory();
    const archive = await openArchive(path);
    truncateSync(join(path, 'sub.txt'), 2);
    expect(() => textOf(archive, 'sub.txt')).toThrow('sub.txt: unexpected EOF at offset 0x2');
    archive.close();
  });

  it('opens many files, a few at a time', async () => {
    const path = temporaryDirectory();
    for (let i = 0; i < 50; i++) writeFileSync(join(path, `f${i}`), String(i));
    const archive = await openArchive(path);
    for (const round of [0, 1]) {
      for (let i = 0; i < 50; i++)
        expect([round, textOf(archive, `f${i}`)]).toEqual([round, String(i)]);
    }
    archive.close();
  });
});

describe('walkMembers', () => {
  it('gives every member once, in order, with its bytes', async () => {
    const plain = await walked(save('x', small));
    expect(plain.map(([name]) => name)).toEqual(NAMES);
    expect(plain[2]).toEqual(['hello', 'hello\n']);
    for (const name of ['small.tar.gz', 'small.tar.zst', 'small.tar.xz', 'small.tar.bz2']) {
      expect(await walked(testdata(`tar/${name}`))).toEqual(plain);
    }
  });

  it('gives both of duplicates', async () => {
    const bytes = tar(member({ name: 'a' }, 'first'), member({ name: 'a' }, 'last'));
    expect(await walked(save('x', gzipSync(bytes)))).toEqual([
      ['a', 'first'],
      ['a', 'last'],
    ]);
  });

  it('walks a directory', async () => {
    const path = temporaryDirectory();
    writeFileSync(join(path, 'f'), 'data');
    expect(await walked(path)).toEqual([['f', 'data']]);
  });

  it('gives what it can of a truncated archive before the error', async () => {
    const bytes = tar(member({ name: 'a' }, 'whole'), member({ name: 'b' }, 'b'.repeat(5000)));
    const names: string[] = [];
    const walk = async () => {
      for await (const { member: m } of walkMembers(save('x', gzipSync(bytes.subarray(0, 3000)))))
        names.push(m.name);
    };
    await expect(walk()).rejects.toThrow(':b: unexpected EOF');
    expect(names).toEqual(['a', 'b']);
  });
});

/** What this process has read so far, of files and otherwise (proc_pid_io(5): rchar). */
function bytesRead(): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}
