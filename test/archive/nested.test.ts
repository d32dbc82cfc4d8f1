import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listNested, openMember } from '../../src/archive/nested.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { fifoOf } from './fifo.js';
import { allOf } from './read-both.js';
import { header, member, packTar, padded, tar } from './tar-builder.js';

const POD = fileURLToPath(new URL('../../testdata/checkpoints/pod.tar', import.meta.url));
const XZ = fileURLToPath(new URL('../../testdata/tar/small.tar.xz', import.meta.url));

function save(bytes: Uint8Array): string {
  const file = join(temporaryDirectory(), 'x');
  writeFileSync(file, bytes);
  return file;
}

async function cat(file: string, path: string): Promise<string> {
  const { chunks, close } = await openMember(file, path);
  const text = (await allOf(chunks)).toString('latin1');
  close();
  return text;
}

async function ls(file: string, path?: string): Promise<[string, string[]]> {
  const { container, members } = await listNested(file, path);
  return [container, members.map(({ name }) => name)];
}

/** The same members in every form, with an inner tar that is compressed and one that is not. */
async function forms(): Promise<[string, string][]> {
  const inner = tar(
    header({ name: './etc/', type: '5' }),
    member({ name: './etc/passwd' }, 'old'),
    member({ name: './etc/passwd' }, 'root:x:0:0'),
    header({ name: './etc/link', type: '1', linkName: './etc/passwd' }),
    header({ name: './etc/shadow', type: '2', linkName: '/etc/shadow-' }),
  );
  const deep = await packTar({ 'inner.tar.gz': gzipSync(inner), 'xz.tar': readFileSync(XZ) });
  const files = {
    'config.dump': '{"a": 1}',
    'checkpoint/': '',
    'checkpoint/pages-1.img': Buffer.alloc(4096, 'p'),
    'rootfs-diff.tar': inner,
    'gz.tar': gzipSync(inner),
    'deep.tar': deep,
    'deep.tar:inner.tar.gz:odd': 'literal',
  };
  const plain = await packTar(files);
  const directory = temporaryDirectory();
  for (const [name, bytes] of Object.entries(files)) {
    if (name.endsWith('/')) mkdirSync(join(directory, name));
    else writeFileSync(join(directory, name), bytes);
  }
  return [
    ['a plain tar', save(plain)],
    ['a compressed tar', save(gzipSync(plain))],
    ['a directory', directory],
  ];
}

describe('openMember', () => {
  it('reads a member, at any depth, of any form', async () => {
    for (const [form, file] of await forms()) {
      const texts = [
        'config.dump',
        './config.dump',
        'rootfs-diff.tar:etc/passwd',
        'rootfs-diff.tar:/etc/passwd',
        'rootfs-diff.tar:./etc/link',
        'gz.tar:etc/passwd',
        'deep.tar:inner.tar.gz:etc/passwd',
        'deep.tar:inner.tar.gz:odd',
        'deep.tar:xz.tar:hello',
      ];
      const found = await Promise.all(texts.map((path) => cat(file, path)));
      expect([form, ...found]).toEqual([
        form,
        '{"a": 1}',
        '{"a": 1}',
        ...Array.from({ length: 5 }, () => 'root:x:0:0'),
        'literal',
        'hello\n',
      ]);
    }
  });

  it('says what is not there and what is not a file', async () => {
    for (const [, file] of await forms()) {
      const wrong = [
        ['nothing', `${file}:nothing: no such member`],
        ['checkpoint', `${file}:checkpoint: is a directory, not a file`],
        ['rootfs-diff.tar:nothing', `${file}:rootfs-diff.tar:nothing: no such member`],
        ['rootfs-diff.tar:etc', `${file}:rootfs-diff.tar:etc: is a directory, not a file`],
        [
          'gz.tar:etc/shadow',
          `${file}:gz.tar:etc/shadow: is a symlink to /etc/shadow-, not a file`,
        ],
        ['config.dump:x', `${file}:config.dump: unexpected EOF at offset 0x8`],
        [
          'checkpoint/pages-1.img:x',
          `${file}:checkpoint/pages-1.img: archive/tar: invalid tar header`,
        ],
        ['checkpoint:x', `${file}:checkpoint: is a directory, not a file`],
      ] as const;
      for (const [path, message] of wrong) await expect(cat(file, path)).rejects.toThrow(message);
    }
  });

  it('goes twice through what is large and compressed', async () => {
    const size = 17 * 1024 ** 2;
    const inner = tar(
      member({ name: 'big' }, Buffer.alloc(1024 ** 2, 'a')),
      member({ name: 'big' }, Buffer.alloc(size, 'b')),
      header({ name: 'link', type: '1', linkName: 'big' }),
    );
    const outer = tar(
      member({ name: 'in.tar' }, 'first'),
      header({ name: 'in.tar', size: inner.length }),
      padded(inner),
      member({ name: 'c' }, 'c'),
    );
    const file = save(gzipSync(outer, { level: 1 }));
    for (const path of ['in.tar:big', 'in.tar:link']) {
      const { member: m, chunks } = await openMember(file, path);
      expect(m.size).toBe(size);
      expect((await allOf(chunks)).equals(Buffer.alloc(size, 'b'))).toBe(true);
    }
    const fifo = fifoOf(file);
    await expect(cat(fifo, 'in.tar:big')).rejects.toThrow(
      /fifo:in\.tar: does not fit the \d+ bytes that are kept of a pipe/,
    );
  });

  it('reads what fits from a pipe', async () => {
    const file = save(
      gzipSync(await packTar({ 'in.tar': gzipSync(await packTar({ a: 'text' })) })),
    );
    expect(await cat(fifoOf(file), 'in.tar:a')).toBe('text');
  });
});

describe('listNested', () => {
  it('lists an archive, what is below a directory, or a member', async () => {
    const inner = ['etc', 'etc/passwd', 'etc/passwd', 'etc/link', 'etc/shadow'];
    for (const [, file] of await forms()) {
      expect((await ls(file))[1].sort()).toEqual([
        'checkpoint',
        'checkpoint/pages-1.img',
        'config.dump',
        'deep.tar',
        'deep.tar:inner.tar.gz:odd',
        'gz.tar',
        'rootfs-diff.tar',
      ]);
      expect(await ls(file, 'checkpoint/')).toEqual(['', ['checkpoint', 'checkpoint/pages-1.img']]);
      expect(await ls(file, 'config.dump')).toEqual(['', ['config.dump']]);
      expect(await ls(file, 'checkpoint/pages-1.img')).toEqual(['', ['checkpoint/pages-1.img']]);
      expect(await ls(file, 'rootfs-diff.tar')).toEqual(['rootfs-diff.tar', inner]);
      expect(await ls(file, 'gz.tar:')).toEqual(['gz.tar', inner]);
      expect(await ls(file, 'gz.tar:etc')).toEqual(['gz.tar', inner]);
      expect(await ls(file, 'gz.tar:etc/link')).toEqual(['gz.tar', ['etc/link']]);
      expect(await ls(file, 'deep.tar:inner.tar.gz')).toEqual(['deep.tar:inner.tar.gz', inner]);
      await expect(ls(file, 'nothing')).rejects.toThrow(`${file}:nothing: no such member`);
      await expect(ls(file, 'gz.tar:nothing')).rejects.toThrow(':gz.tar:nothing: no such member');
    }
  });

  it('lists what is below a directory that has no member of its own', async () => {
    const file = save(await packTar({ 'a/b/c': '', 'a/d': '', ab: '' }));
    expect(await ls(file, 'a')).toEqual(['', ['a/b/c', 'a/d']]);
    for (const path of ['a', 'a/', 'a/b', '.']) {
      await expect(cat(file, path)).rejects.toThrow(`${file}:${path}: is a directory, not a file`);
    }
    await expect(cat(file, 'a/b/c/d')).rejects.toThrow('no such member');
  });

  it('tells of a damaged archive, rather than calling it none', async () => {
    const inner = tar(member({ name: 'a' }, 'x'.repeat(600))).subarray(0, 700);
    await expect(ls(save(await packTar({ 'in.tar': inner })), 'in.tar')).rejects.toThrow(
      ':in.tar:a: unexpected EOF',
    );
  });

  it('lists the root filesystem of a real checkpoint', async () => {
    const [container, names] = await ls(POD, 'rootfs-diff.tar');
    expect(container).toBe('rootfs-diff.tar');
    expect(names.length).toBeGreaterThan(0);
  });
});
