import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extract } from 'tar-stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/bytes/checkpoint-error.js';
import { DEFAULT_LIMITS } from '../../../src/archive/limits.js';
import { walkTar } from '../../../src/archive/tar/walk-tar.js';
import { allOf, inPieces, readIndexed, readStreamed } from '../read-both.js';
import { header, member, packTar, padded, pax, tar } from '../tar-builder.js';

const checkpoint = (name: string) =>
  readFileSync(new URL(`../../../testdata/checkpoints/${name}`, import.meta.url));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const WAYS = [
  ['an index', readIndexed],
  ['a stream', readStreamed],
] as const;

describe.each(WAYS)('a tar read as %s', (_, read) => {
  const namesOf = async (bytes: Uint8Array) => (await read(bytes)).map(({ member: m }) => m.name);
  const only = async (bytes: Uint8Array) => {
    const [first, ...others] = await read(bytes);
    expect(others).toEqual([]);
    if (first === undefined) throw new Error('no member');
    return first;
  };

  it('agrees with tar-stream about real checkpoints', async () => {
    for (const name of ['pod.tar', 'checkpoint-oci.tar', 'incr-final.tar']) {
      const expected: unknown[] = [];
      const reader = extract();
      reader.end(checkpoint(name));
      for await (const entry of reader) {
        const { name: path, mtime, mode } = entry.header;
        const data = await allOf(entry as AsyncIterable<Uint8Array>);
        expected.push([path.replace(/\/$/, ''), mtime.getTime(), mode & 0o7777, sha256(data)]);
      }
      const found = (await read(checkpoint(name))).map(({ member: m, data }) => [
        m.name,
        Number((m.mtimeNs ?? 0n) / 1_000_000_000n) * 1000,
        m.mode,
        sha256(data),
      ]);
      expect(expected.length).toBeGreaterThan(5);
      expect(found).toEqual(expected);
    }
  });

  it('tells what a header says', async () => {
    const { member: m, data } = await only(
      tar(
        member(
          {
            name: './dir//name',
            prefix: 'a/b',
            mode: '0104755\0',
            uid: '   750 \0',
            owner: 'who',
            group: 'those',
          },
          'text',
        ),
      ),
    );
    expect(m).toEqual({
      name: 'a/b/./dir//name',
      type: 'file',
      mode: 0o4755,
      uid: 0o750,
      gid: 0,
      owner: 'who',
      group: 'those',
      size: 4,
      mtimeNs: 1_700_000_000_000_000_000n,
    });
    expect(data.toString()).toBe('text');
  });

  it('knows every type', async () => {
    const found = await read(
      tar(
        member({ name: 'f', type: '0' }, 'f'),
        member({ name: 'old', type: '\0' }, 'o'),
        member({ name: 'contiguous', type: '7' }, 'c'),
        header({ name: 'hard', type: '1', linkName: 'f' }),
        header({ name: 'soft', type: '2', linkName: '../f' }),
        header({ name: 'char', type: '3', device: [5, 1] }),
        header({ name: 'block', type: '4', device: [8, 17] }),
        header({ name: 'dir/', type: '5' }),
        header({ name: 'fifo', type: '6' }),
        member({ name: 'other', type: 'Z' }, 'z'),
      ),
    );
    expect(found.map(({ member: m }) => [m.name, m.type, m.linkName ?? m.device])).toEqual([
      ['f', 'file', undefined],
      ['old', 'file', undefined],
      ['contiguous', 'file', undefined],
      ['hard', 'hardlink', 'f'],
      ['soft', 'symlink', '../f'],
      ['char', 'character-device', { major: 5, minor: 1 }],
      ['block', 'block-device', { major: 8, minor: 17 }],
      ['dir', 'directory', undefined],
      ['fifo', 'fifo', undefined],
      ['other', 'unknown', undefined],
    ]);
    expect(found.at(-1)?.data.toString()).toBe('z');
  });

  it('takes the name of an old directory for one', async () => {
    const { member: m } = await only(
      tar(header({ name: 'd/', type: '\0', magic: '\0\0\0\0\0\0\0\0' })),
    );
    expect([m.name, m.type]).toEqual(['d', 'directory']);
  });

  it('expects no data behind links and directories, whatever their size', async () => {
    const types = ['1', '2', '3', '4', '5', '6'];
    const parts = types.map((type) =>
      header({ name: `t${type}`, type, size: 5000, linkName: 'x' }),
    );
    expect(await namesOf(tar(...parts))).toEqual(types.map((type) => `t${type}`));
  });

  it('cuts names', async () => {
    const names = ['./a', '././b', './/c', './', '.', 'd/', 'e//', '../f', '/g', '/', 'h/./i'];
    const parts = names.map((name) => header({ name, type: '5' }));
    expect(await namesOf(tar(...parts))).toEqual([
      'a',
      'b',
      'c',
      '.',
      '.',
      'd',
      'e',
      '../f',
      'g',
      '.',
      'h/./i',
    ]);
  });

  it('tells which names were absolute', async () => {
    const names = ['/etc/passwd', 'etc/passwd', './/x', '//etc//y'];
    const found = await read(tar(...names.map((name) => header({ name }))));
    expect(found.map(({ member: { name, isAbsolute } }) => [name, isAbsolute])).toEqual([
      ['etc/passwd', true],
      ['etc/passwd', undefined],
      ['x', undefined],
      ['etc//y', true],
    ]);
  });

  it('keeps names that are not UTF-8', async () => {
    expect(await namesOf(tar(header({ name: Uint8Array.of(0x61, 0xff) })))).toEqual(['a\udcff']);
  });

  it('ends a name at a NUL, but not one in PAX', async () => {
    expect(await namesOf(tar(header({ name: 'a\0b' })))).toEqual(['a']);
    expect(await namesOf(tar(pax([['path', 'a\0b']]), header({})))).toEqual(['a\0b']);
  });

  it('keeps duplicates', async () => {
    const found = await read(tar(member({ name: 'a' }, '1'), member({ name: 'a' }, '2')));
    expect(found.map(({ data }) => data.toString())).toEqual(['1', '2']);
  });

  it('reads PAX records', async () => {
    const { member: m, data } = await only(
      tar(
        pax([
          ['path', 'x'.repeat(300) + '\n=ä'],
          ['size', '600'],
          ['uid', '4294967294'],
          ['gid', '77'],
          ['uname', 'großer'],
          ['gname', 'g'],
          ['mtime', '-12.25'],
          ['SCHILY.xattr.user.x', Uint8Array.of(0xff, 0x0a, 0x3d)],
        ]),
        header({ name: 'short', size: 0 }),
        padded(Buffer.alloc(600, 'd')),
      ),
    );
    expect(m).toMatchObject({
      name: 'x'.repeat(300) + '\n=ä',
      size: 600,
      uid: 4294967294,
      gid: 77,
    });
    expect(m).toMatchObject({ owner: 'großer', group: 'g', mtimeNs: -12_250_000_000n });
    expect(data.equals(Buffer.alloc(600, 'd'))).toBe(true);
  });

  it('applies PAX records to one member and global ones to all', async () => {
    const found = await read(
      tar(
        pax([['uname', 'all']], 'g'),
        header({ name: 'a', owner: 'own' }),
        pax([['uname', 'one']]),
        header({ name: 'b' }),
        header({ name: 'c' }),
        pax([['uname', '']]),
        header({ name: 'd', owner: 'own' }),
      ),
    );
    expect(found.map(({ member: m }) => m.owner)).toEqual(['all', 'one', 'all', 'own']);
  });

  it('reads long names of GNU', async () => {
    const long = 'n'.repeat(700);
    const { member: m } = await only(
      tar(
        member({ name: '././@LongLink', type: 'L' }, `./${long}\0`),
        member({ name: '././@LongLink', type: 'K' }, `${long}/target\0`),
        header({ name: 'n', type: '2', linkName: 'n', magic: 'ustar  \0' }),
      ),
    );
    expect([m.name, m.linkName]).toEqual([long, `${long}/target`]);
  });

  it('does not take the times in a GNU header for a prefix', async () => {
    const gnu = header({ name: 'n', magic: 'ustar  \0', prefix: '14000000000' });
    expect(await namesOf(tar(gnu))).toEqual(['n']);
  });

  it('reads numbers to the base of 256', async () => {
    const mtime = Buffer.alloc(12, 0xff);
    mtime.writeInt32BE(-86_400, 8);
    const size = Buffer.from('800000000000000000000003', 'hex');
    const { member: m, data } = await only(
      tar(header({ mtime, size }), padded(Buffer.from('abc'))),
    );
    expect([m.mtimeNs, m.size, data.toString()]).toEqual([-86_400_000_000_000n, 3, 'abc']);
  });

  it('accepts a checksum of signed bytes', async () => {
    const bytes = tar(header({ name: Uint8Array.of(0xe4, 0xf6), signed: true }));
    expect(await namesOf(bytes)).toEqual(['\udce4\udcf6']);
  });

  it('ends at one zero block, at two, or at a block boundary', async () => {
    const one = member({ name: 'a' }, 'x');
    for (const end of [
      Buffer.alloc(0),
      Buffer.alloc(512),
      Buffer.alloc(1024),
      Buffer.alloc(9000),
    ]) {
      expect(await namesOf(Buffer.concat([one, end]))).toEqual(['a']);
    }
    expect(await namesOf(Buffer.concat([tar(one), Buffer.from('anything')]))).toEqual(['a']);
    expect(await namesOf(Buffer.alloc(0))).toEqual([]);
  });

  it('does without the padding of the last member', async () => {
    const whole = member({ name: 'a' }, 'data');
    expect((await only(whole.subarray(0, 516))).data.toString()).toBe('data');
  });

  it.each([
    ['random bytes', Buffer.alloc(2000, 'random bytes'), 'checksum does not match'],
    ['a negative size', tar(header({ size: Buffer.alloc(12, 0xff) })), 'negative size'],
    [
      'a size over 2^53',
      tar(header({ size: Buffer.from('80ffffffffffffffffffffff', 'hex') })),
      'size too large',
    ],
    ['a size that is no number', tar(header({ size: Buffer.from('12x45') })), 'bad size'],
    ['a size near 2^53', tar(pax([['size', '9007199254740991']]), header({})), 'size too large'],
    [
      'a PAX size over 2^53',
      tar(pax([['size', '9007199254740993']]), header({})),
      'size too large',
    ],
    ['a negative PAX size', tar(pax([['size', '-1']]), header({})), 'negative size'],
    ['a PAX size that is no number', tar(pax([['size', '1e3']]), header({})), 'bad size'],
    [
      'a PAX record too long',
      tar(member({ type: 'x' }, '99 path=a\n'), header({})),
      'bad PAX record',
    ],
    [
      'a PAX record without =',
      tar(member({ type: 'x' }, '8 path\n\n'), header({})),
      'bad PAX record',
    ],
    [
      'a PAX record too short',
      tar(member({ type: 'x' }, '1 path=a\n'), header({})),
      'bad PAX record',
    ],
    [
      'a long PAX header',
      tar(header({ type: 'x', size: 2_000_000 })),
      'of more than 1048576 bytes',
    ],
  ])('refuses %s', async (_what, bytes, reason) => {
    const error: unknown = await read(bytes).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error).toMatchObject({ code: 'invalid-tar' });
    expect(String(error)).toMatch(/x\.tar: archive\/tar: invalid tar header \(.*\) at offset 0x/);
    expect(String(error)).toContain(reason);
  });

  it('tells the offset of a bad header', async () => {
    const bytes = Buffer.concat([member({ name: 'a' }, 'x'), Buffer.alloc(512, 'y')]);
    await expect(read(bytes)).rejects.toMatchObject({ place: { file: 'x.tar', offset: 1024 } });
  });

  it('names the member whose data end too early, and where', async () => {
    const bytes = member({ name: 'dir/a' }, 'x'.repeat(2000)).subarray(0, 512 + 1234);
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'unexpected-eof',
      message: 'x.tar:dir/a: unexpected EOF at offset 0x4d2',
    });
  });

  it('calls less than a block an unexpected EOF', async () => {
    await expect(read(Buffer.from('short text'))).rejects.toThrow(
      'x.tar: unexpected EOF at offset 0xa',
    );
  });

  it('stops at the limit of members', async () => {
    const bytes = tar(...Array.from({ length: 4 }, (_x, i) => header({ name: `m${i}` })));
    expect((await read(bytes, { ...DEFAULT_LIMITS, maxMembers: 4 })).length).toBe(4);
    await expect(read(bytes, { ...DEFAULT_LIMITS, maxMembers: 3 })).rejects.toMatchObject({
      code: 'limit',
    });
  });

  it('answers truncation with what is there or an error, at edges of blocks and all through them', async () => {
    const files = { 'd/': '', 'd/one': 'x'.repeat(700), two: '', ['n'.repeat(150)]: 'long' };
    const whole = await packTar(files);
    const all = await read(whole);
    expect(all.length).toBe(4);
    for (let length = 0; length < whole.length; length++) {
      if (length % 7 !== 0 && ![0, 1, 511].includes(length % 512)) continue;
      const found = await read(whole.subarray(0, length)).catch((e: unknown) => e);
      if (found instanceof CheckpointError) expect(found.code).toBe('unexpected-eof');
      else expect(found).toEqual(all.slice(0, (found as unknown[]).length));
    }
  });

  it('answers flipped bits with members or an error', async () => {
    const gnuSparse = header({
      type: 'S',
      patches: [[386, Buffer.from('00000000000\x0000000000010\0')]],
    });
    const whole = tar(
      pax([
        ['path', 'abc'],
        ['size', '3'],
      ]),
      member({}, 'abc'),
      gnuSparse,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.boolean(),
        async (at, value, fix) => {
          const bytes = Buffer.from(whole);
          bytes[at] = value;
          if (fix) fixChecksum(bytes, at - (at % 512));
          const found = await read(bytes).catch((e: unknown) => e);
          if (!Array.isArray(found)) expect(found).toBeInstanceOf(CheckpointError);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

/** Makes a changed header one that is read all the same. */
function fixChecksum(bytes: Buffer, start: number): void {
  const block = bytes.subarray(start, start + 512);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

describe('a tar read as a stream', () => {
  it('skips what is not read, or read in part', async () => {
    const bytes = tar(
      member({ name: 'a' }, 'a'.repeat(3000)),
      member({ name: 'b' }, 'b'.repeat(3000)),
      member({ name: 'c' }, 'c'),
    );
    const seen: string[] = [];
    for await (const { member: m, content } of walkTar(inPieces(bytes), {})) {
      if (m.name === 'b') {
        for await (const part of content.chunks) {
          seen.push(part.subarray(0, 1).toString());
          break;
        }
      }
      if (m.name === 'c') seen.push((await allOf(content.chunks)).toString());
    }
    expect(seen).toEqual(['b', 'c']);
  });

  it('does not give bytes of another member when it is read too late', async () => {
    const bytes = tar(member({ name: 'a' }, 'a'), member({ name: 'b' }, 'b'));
    const late: AsyncIterable<Uint8Array>[] = [];
    for await (const { content } of walkTar(inPieces(bytes), {})) late.push(content.chunks);
    expect(late.length).toBe(2);
    for (const chunks of late) await expect(allOf(chunks)).rejects.toThrow('behind its turn');
  });

  it('ends its chunks when the consumer stops', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield* inPieces(member({ name: 'a' }, 'a'));
      } finally {
        ended = true;
      }
    }
    for await (const entry of walkTar(endless(), {})) {
      expect(entry.member.name).toBe('a');
      break;
    }
    expect(ended).toBe(true);
  });
});
