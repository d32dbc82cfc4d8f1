import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractMembers } from '../../../src/write/extract/extract.js';
import { temporaryDirectory } from '../../temporary-directory.js';
import { tree, workplace } from './workplace.js';
import {
  header,
  type HeaderFields,
  member,
  packTar,
  padded,
  pax,
  tar,
} from '../../archive/tar-builder.js';

const testdata = (name: string) =>
  fileURLToPath(new URL(`../../../testdata/${name}`, import.meta.url));

const ABSOLUTE = join(tmpdir(), 'checkpointctl-absolute');

let umask = 0;
beforeAll(() => {
  umask = process.umask(0o022);
});
afterAll(() => {
  process.umask(umask);
});

describe('extractMembers', () => {
  const checkpoint = () =>
    tar(
      header({ name: 'checkpoint/', type: '5', mode: '0000600\0' }),
      member({ name: 'checkpoint/core-1.img' }, 'core'),
      member({ name: 'checkpoint/sub/x' }, 'x'),
      member({ name: 'checkpoints' }, 'other'),
      header({ name: 'checkpoint/parent', type: '2', linkName: '../pre-checkpoint' }),
      member({ name: 'config.dump', mode: '0000000\0' }, '{}'),
    );

  it('unpacks everything', async () => {
    for (const bytes of [checkpoint(), gzipSync(checkpoint())]) {
      const { extract, directory, out, expectUntouched } = workplace(bytes);
      const seen: number[] = [];
      const result = await extract([], { onBytes: (count) => seen.push(count) });
      expect(result.skipped).toEqual([]);
      expect(result.error).toBeUndefined();
      expect(seen.reduce((sum, count) => sum + count, 0)).toBe(12);
      expect(tree(directory)).toEqual({
        'checkpoint/': '',
        'checkpoint/core-1.img': 'core',
        'checkpoint/parent': '-> ../pre-checkpoint',
        'checkpoint/sub/': '',
        'checkpoint/sub/x': 'x',
        checkpoints: 'other',
        'config.dump': '{}',
      });
      expect(statSync(directory).mode & 0o777).toBe(0o700);
      expect(statSync(out('checkpoint')).mode & 0o777).toBe(0o700);
      expect(statSync(out('config.dump')).mode & 0o777).toBe(0o600);
      expect(statSync(out('checkpoints')).mode & 0o777).toBe(0o644);
      expect(statSync(out('checkpoints')).mtimeMs).toBe(1_700_000_000_000);
      expectUntouched();
    }
  });

  it('unpacks a member and what is below it', async () => {
    const { extract, directory } = workplace(checkpoint());
    const { written, skipped, missing } = await extract(['./checkpoint/', 'nothing']);
    expect(written).toEqual([
      'checkpoint',
      'checkpoint/core-1.img',
      'checkpoint/sub/x',
      'checkpoint/parent',
    ]);
    expect(skipped).toEqual([]);
    expect(missing).toEqual(['nothing']);
    expect(Object.keys(tree(directory))).toContain('checkpoint/sub/x');
    expect(existsSync(join(directory, 'checkpoints'))).toBe(false);
  });

  it('unpacks out of archives in the archive', async () => {
    const inner = await packTar({ 'etc/passwd': 'root', 'etc/deep/x': 'x', 'home/y': 'y' });
    const outer = await packTar({
      'in.tar': gzipSync(inner),
      'more.tar': await packTar({ 'in.tar': inner }),
      bad: 'b',
    });
    for (const bytes of [outer, gzipSync(outer)]) {
      const one = workplace(bytes);
      expect((await one.extract(['in.tar:/etc/passwd'])).written).toEqual(['etc/passwd']);
      expect(tree(one.directory)).toEqual({ 'etc/': '', 'etc/passwd': 'root' });
      const two = workplace(bytes);
      expect((await two.extract(['in.tar', 'in.tar:etc'])).skipped).toEqual([]);
      expect(Object.keys(tree(two.directory))).toEqual([
        'etc/',
        'etc/deep/',
        'etc/deep/x',
        'etc/passwd',
        'in.tar',
      ]);
      const three = workplace(bytes);
      const { written, skipped, missing } = await three.extract([
        'more.tar:in.tar:home',
        'in.tar:no',
        'bad:x',
      ]);
      expect(written).toEqual(['home/y']);
      expect(skipped).toEqual([
        { name: 'bad', reason: expect.stringContaining('unexpected EOF') as string },
      ]);
      expect(missing).toEqual(['in.tar:no']);
    }
  });

  it('keeps holes', async () => {
    for (const name of ['sparse-1.0.tar.gz', 'sparse-gnu.tar.gz']) {
      for (const pack of [
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => execFileSync('gzip', ['-d'], { input: bytes }),
      ]) {
        const { extract, out } = workplace(pack(readFileSync(testdata(`tar/${name}`))));
        expect((await extract()).skipped).toEqual([]);
        const { size, blocks } = statSync(out('holes'));
        expect(size).toBe(1_000_000);
        expect(blocks * 512).toBeLessThan(500_000);
        const bytes = readFileSync(out('holes'));
        expect(bytes.subarray(4096 * 4, 4096 * 5).equals(Buffer.alloc(4096, 'B'))).toBe(true);
        expect(bytes.subarray(4096 * 5, 4096 * 7).equals(Buffer.alloc(8192))).toBe(true);
        expect(statSync(out('one')).size).toBe(300_000);
      }
    }
  });

  it('writes names as the bytes that they are', async () => {
    const { extract, directory } = workplace(tar(member({ name: Uint8Array.of(0x61, 0xff) }, 'x')));
    await extract();
    expect(readdirSync(directory, { encoding: 'buffer' })).toEqual([Buffer.of(0x61, 0xff)]);
  });

  it('gives what it can of a truncated archive', async () => {
    const whole = tar(
      member({ name: 'a' }, 'a'),
      member({ name: 'b' }, Buffer.alloc(600_000, 'b')),
      member({ name: 'c' }, 'c'),
    );
    for (const bytes of [whole.subarray(0, 300_000), gzipSync(whole.subarray(0, 300_000))]) {
      const { extract, out } = workplace(bytes);
      const { written, skipped, error } = await extract();
      expect(written).toEqual(['a']);
      expect(skipped).toEqual([
        {
          name: 'b',
          reason: expect.stringMatching(
            /^written in part: unexpected EOF at offset 0x[0-9a-f]+$/,
          ) as string,
        },
      ]);
      expect(error).toMatchObject({ code: 'unexpected-eof' });
      expect(readFileSync(out('a'), 'utf8')).toBe('a');
      expect(statSync(out('b')).size).toBeLessThan(300_000);
    }
  });

  it('creates nothing for an archive that is not there', async () => {
    const directory = join(temporaryDirectory(), 'out');
    await expect(extractMembers('/no/such/archive', [], directory)).rejects.toThrow(
      'no such file or directory',
    );
    expect(existsSync(directory)).toBe(false);
  });
});

describe('a hostile archive', () => {
  const cases: [string, HeaderFields[], string][] = [
    ['a name that leads upwards', [{ name: '../outside/victim' }], 'its name leads upwards (..)'],
    [
      'a name that leads upwards in the middle',
      [{ name: 'a/../../outside/victim' }],
      'leads upwards',
    ],
    ['an absolute name', [{ name: ABSOLUTE }], 'its name is absolute'],
    ['an empty component', [{ name: 'a//b' }], 'empty component'],
    [
      'a file through a symlink',
      [{ name: 'l', type: '2', linkName: 'sub' }, { name: 'l/f' }],
      'l on its way is a symlink',
    ],
    [
      'a file over a directory',
      [{ name: 'd/', type: '5' }, { name: 'd' }],
      'is a directory already',
    ],
    ['a file below a file', [{ name: 'f' }, { name: 'f/g' }], 'f on its way is not a directory'],
    ['a symlink out', [{ name: 'l', type: '2', linkName: '../outside' }], 'may lead out'],
    [
      'an absolute symlink',
      [{ name: 'l', type: '2', linkName: '/etc' }],
      'is a symlink to /etc, which may lead out',
    ],
    [
      'a symlink that turns round',
      [{ name: 'l', type: '2', linkName: 'a/../../outside' }],
      'may lead out',
    ],
    ['a symlink with an empty target', [{ name: 'l', type: '2', linkName: '' }], 'may lead out'],
    [
      'a hardlink out',
      [{ name: 'h', type: '1', linkName: '../outside/victim' }],
      'its name leads upwards',
    ],
    [
      'an absolute hardlink',
      [{ name: 'h', type: '1', linkName: '/etc/passwd' }],
      'its name is absolute',
    ],
    [
      'a hardlink to nothing',
      [{ name: 'h', type: '1', linkName: 'nothing' }],
      'was not written before it',
    ],
    [
      'a hardlink to itself',
      [{ name: 'h' }, { name: 'h', type: '1', linkName: 'h' }],
      'was not written before it',
    ],
    [
      'a hardlink to a symlink',
      [
        { name: 's', type: '2', linkName: 'x' },
        { name: 'h', type: '1', linkName: 's' },
      ],
      'was not written before it',
    ],
    ['a character device', [{ name: 'd', type: '3', device: [1, 3] }], 'is a character device'],
    ['a block device', [{ name: 'd', type: '4', device: [8, 0] }], 'is a block device'],
    ['a FIFO', [{ name: 'd', type: '6' }], 'is a fifo'],
    ['an unknown type', [{ name: 'd', type: 'Z' }], 'is of an unknown type'],
  ];

  it.each(cases)('with %s: the rest is unpacked', async (_, fields, reason) => {
    const bytes = tar(
      member({ name: 'before' }, '1'),
      member({ name: 'sub/x' }, 'x'),
      ...fields.map((each) => member(each)),
      member({ name: 'after' }, '2'),
    );
    for (const packed of [bytes, gzipSync(bytes)]) {
      const { extract, out, expectUntouched, directory } = workplace(packed);
      const { skipped, written } = await extract();
      expect(skipped.length).toBe(1);
      expect(skipped[0]?.reason).toContain(reason);
      expect(written).toContain('after');
      expect(readFileSync(out('before'), 'utf8') + readFileSync(out('after'), 'utf8')).toBe('12');
      expect(tree(directory)['sub/x']).toBe('x');
      expect(existsSync(ABSOLUTE)).toBe(false);
      expectUntouched();
    }
  });

  it('with a NUL or a long component in a name', async () => {
    const bytes = tar(
      pax([['path', 'a\0b']]),
      member({}, 'x'),
      pax([['path', 'n'.repeat(300)]]),
      member({}, 'x'),
      member({ name: 'after' }, '2'),
    );
    const { extract, directory } = workplace(bytes);
    expect((await extract()).skipped.map(({ reason }) => reason)).toEqual([
      'its name has a NUL byte',
      expect.stringContaining('name too long'),
    ]);
    expect(tree(directory)).toEqual({ after: '2' });
  });

  it('cannot lead out by a chain of links', async () => {
    const { extract, directory } = workplace(
      tar(
        header({ name: 'p/q/l', type: '2', linkName: '../..' }),
        header({ name: 'm', type: '2', linkName: 'p/q/l/../outside' }),
        header({ name: 'n', type: '2', linkName: 'p/q/l/outside' }),
      ),
    );
    const { skipped } = await extract();
    expect(skipped.map(({ name }) => name)).toEqual(['m']);
    expect(tree(directory)).toEqual({
      'p/': '',
      'p/q/': '',
      'p/q/l': '-> ../..',
      n: '-> p/q/l/outside',
    });
  });

  it('with duplicates: the last counts, and nothing is written through what it replaces', async () => {
    const bytes = tar(
      member({ name: 'a' }, 'first'),
      header({ name: 'b', type: '1', linkName: 'a' }),
      member({ name: 'a' }, 'second'),
      header({ name: 'c', type: '2', linkName: 'a' }),
      member({ name: 'c' }, 'third'),
      member({ name: 'd' }, 'file'),
      header({ name: 'd', type: '2', linkName: 'a' }),
    );
    const { extract, directory } = workplace(bytes);
    const { written, skipped } = await extract();
    expect(skipped).toEqual([]);
    expect(written).toEqual(['a', 'b', 'c', 'd']);
    expect(tree(directory)).toEqual({ a: 'second', b: 'first', c: 'third', d: '-> a' });
  });

  it('with setuid bits: only if they are wanted', async () => {
    const bytes = tar(
      member({ name: 'suid', mode: '0006755\0' }, 'x'),
      header({ name: 'sticky/', type: '5', mode: '0001777\0' }),
    );
    const without = workplace(bytes);
    await without.extract();
    expect(statSync(without.out('suid')).mode & 0o7777).toBe(0o755);
    expect(statSync(without.out('sticky')).mode & 0o7777).toBe(0o755);
    const kept = workplace(bytes);
    await kept.extract([], { keepSetuid: true });
    expect(statSync(kept.out('suid')).mode & 0o7777).toBe(0o6755);
    expect(statSync(kept.out('sticky')).mode & 0o7777).toBe(0o1755);
  });

  it('with a sparse file of 8 PiB or a time without end', async () => {
    const mtime = Buffer.from('801fffffffffffffffffffff', 'hex');
    mtime.fill(0, 1, 6);
    const bytes = tar(
      pax([
        ['GNU.sparse.size', String(2 ** 53 - 1)],
        ['GNU.sparse.map', '0,3'],
      ]),
      member({ name: 'huge' }, 'abc'),
      header({ name: 'late', mtime, size: 1 }),
      padded(Buffer.from('x')),
    );
    const { extract, out } = workplace(bytes);
    const { written, error } = await extract();
    expect(error).toBeUndefined();
    expect(written).toContain('late');
    expect(readFileSync(out('late'), 'utf8')).toBe('x');
  });

  it('cannot use links that are there already', async () => {
    const bytes = tar(
      member({ name: 'link/f' }, 'x'),
      member({ name: 'victim' }, 'x'),
      header({ name: 'dir/', type: '5', mode: '0000777\0' }),
      member({ name: 'ok' }, 'x'),
    );
    for (const overwrite of [false, true]) {
      const { around, extract, directory, expectUntouched, out } = workplace(bytes);
      mkdirSync(directory);
      symlinkSync('../outside', out('link'));
      symlinkSync('../outside/victim', out('victim'));
      symlinkSync('../outside', out('dir'));
      chmodSync(join(around, 'outside'), 0o750);
      const { skipped, written } = await extract([], { overwrite });
      expect(skipped.map(({ name }) => name)).toEqual(
        overwrite ? ['link/f', 'dir'] : ['link/f', 'victim', 'dir'],
      );
      expect(written).toEqual(overwrite ? ['victim', 'ok'] : ['ok']);
      expect(lstatSync(out('victim')).isSymbolicLink()).toBe(!overwrite);
      expect(statSync(join(around, 'outside')).mode & 0o777).toBe(0o750);
      expectUntouched();
    }
  });

  it('does not replace what was there before, unless it may', async () => {
    const bytes = tar(
      member({ name: 'f' }, 'new'),
      member({ name: 'd' }, 'new'),
      member({ name: 'e/g' }, 'new'),
    );
    for (const overwrite of [false, true]) {
      const { extract, directory, out } = workplace(bytes);
      mkdirSync(join(directory, 'd'), { recursive: true });
      mkdirSync(out('e'), { mode: 0o750 });
      writeFileSync(out('f'), 'old');
      const { skipped } = await extract([], { overwrite });
      expect(skipped.map(({ name }) => name)).toEqual(overwrite ? ['d'] : ['f', 'd']);
      expect(tree(directory)).toEqual({
        'd/': '',
        'e/': '',
        'e/g': 'new',
        f: overwrite ? 'new' : 'old',
      });
    }
  });

  it('never leaves the directory, whatever its names and links are', async () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', '..', '.', '', 'outside', 'victim'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join('/'));
    const entry = fc.record({ name, type: fc.constantFrom('0', '1', '2', '5'), linkName: name });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 8 }), async (entries) => {
        const { extract, expectUntouched, around } = workplace(
          tar(...entries.map((each) => header(each))),
        );
        const result = await extract();
        expect(result.error).toBeUndefined();
        expectUntouched();
        // What the links lead to, as the kernel follows them, is below the directory too.
        expect(reachedFrom(join(around, 'out'))).not.toContain('untouched');
      }),
      { numRuns: 150 },
    );
  });
});

/** Contents of all files that are to be had from a directory, whatever the links lead to. */
function reachedFrom(directory: string, seen = new Set<string>()): string[] {
  const place = realpathSync(directory);
  if (seen.has(place)) return [];
  seen.add(place);
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    // A link may lead nowhere, or round in circles.
    if (!existsSync(path)) return [];
    return statSync(path).isDirectory() ? reachedFrom(path, seen) : [readFileSync(path, 'utf8')];
  });
}
