import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { header, member, pax, tar } from '../../archive/tar-builder.js';
import { workplace } from './workplace.js';

let umask = 0;
beforeEach(() => {
  umask = process.umask(0o022);
});
afterEach(() => {
  process.umask(umask);
});

const modeOf = (path: string) => statSync(path).mode & 0o7777;
const timeOf = (path: string) => lstatSync(path, { bigint: true }).mtimeNs;

describe('modes', () => {
  const bytes = tar(
    header({ name: 'd/', type: '5', mode: '0000777\0' }),
    member({ name: 'd/f', mode: '0000666\0' }, 'x'),
    header({ name: 'd/sub/', type: '5', mode: '0002777\0' }),
    member({ name: 'd/sub/g', mode: '0000000\0' }, 'y'),
    header({ name: 'no/', type: '5', mode: '0000000\0' }),
    member({ name: 'no/h', mode: '0004711\0' }, 'z'),
    member({ name: 'other/i' }, 'w'),
  );
  const names = ['d', 'd/f', 'd/sub', 'd/sub/g', 'no', 'no/h'];

  it('obey the umask, and whoever unpacks may read it all', async () => {
    const { extract, out, directory } = workplace(bytes);
    expect((await extract()).skipped).toEqual([]);
    const found = names.map((name) => modeOf(out(name)));
    expect(found).toEqual([0o755, 0o644, 0o755, 0o600, 0o700, 0o711]);
    expect([directory, out('other')].map(modeOf)).toEqual([0o700, 0o700]);

    process.umask(0o077);
    const strict = workplace(bytes);
    await strict.extract();
    const own = names.map((name) => modeOf(strict.out(name)));
    expect(own).toEqual([0o700, 0o600, 0o700, 0o600, 0o700, 0o700]);
    expect(process.umask(0o022)).toBe(0o077);
  });

  it('are those of the archive if that is wanted', async () => {
    const exact = workplace(bytes);
    await exact.extract([], { preservePermissions: true });
    const found = names.map((name) => modeOf(exact.out(name)));
    expect(found).toEqual([0o777, 0o666, 0o777, 0, 0, 0o711]);
    const all = workplace(bytes);
    await all.extract([], { preservePermissions: true, keepSetuid: true });
    expect(names.map((name) => modeOf(all.out(name)))).toEqual([
      ...[0o777, 0o666, 0o2777, 0, 0, 0o4711],
    ]);
  });

  it('of directories come last: until then they are closed to everybody else', async () => {
    const { extract, out } = workplace(bytes);
    const seen = new Set<number>();
    await extract([], {
      preservePermissions: true,
      onBytes: () => {
        seen.add(modeOf(out('d')));
      },
    });
    expect([...seen]).toEqual([0o700]);
  });

  it('and times of directories that were there stay', async () => {
    const { extract, out } = workplace(bytes);
    mkdirSync(out('d'), { recursive: true, mode: 0o750 });
    await extract([], { preservePermissions: true });
    expect(modeOf(out('d'))).toBe(0o750);
    expect(modeOf(out('d/sub'))).toBe(0o777);
  });
});

describe('times', () => {
  const SECOND = 1_000_000_000n;
  const octal = (seconds: number) => `${seconds.toString(8).padStart(11, '0')}\0`;
  /** Base 256 in two's complement, as GNU tar writes what is before 1970. */
  const base256 = (seconds: bigint) => {
    const field = Buffer.alloc(12, seconds < 0n ? 0xff : 0);
    field.writeBigInt64BE(seconds, 4);
    field[0] = seconds < 0n ? 0xff : 0x80;
    return field;
  };

  it('are kept of files, directories and links, before 1970 too', async () => {
    const bytes = tar(
      header({ name: 'd/', type: '5', mtime: octal(981_173_106) }),
      header({ name: 'd/sub/', type: '5', mtime: octal(981_173_107) }),
      member({ name: 'd/sub/f', mtime: octal(981_173_108) }, 'x'),
      header({ name: 'd/l', type: '2', linkName: 'sub/f', mtime: octal(981_173_109) }),
      member({ name: '1960', mtime: base256(-315_521_755n) }, 'x'),
      member({ name: '1754', mtime: base256(-6_795_364_579n) }, 'x'),
      pax([['mtime', '-1.5']]),
      member({ name: '1969' }, 'x'),
      pax([['mtime', '1700000000.123456789']]),
      member({ name: 'exact' }, 'x'),
      header({ name: 'd/sub/h', type: '1', linkName: 'exact' }),
    );
    for (const packed of [bytes, gzipSync(bytes)]) {
      const { extract, out } = workplace(packed);
      expect(await extract()).toMatchObject({ skipped: [], unkept: [] });
      const names = ['d', 'd/sub', 'd/sub/f', 'd/l', '1960', '1969'];
      expect(names.map((name) => timeOf(out(name)))).toEqual([
        ...[981_173_106n, 981_173_107n, 981_173_108n, 981_173_109n].map((time) => time * SECOND),
        ...[-315_521_755n * SECOND, -1_500_000_000n],
      ]);
      // ext4 and others go back to 1901 only.
      expect(timeOf(out('1754'))).toBeLessThanOrEqual(-(2n ** 31n) * SECOND);
      expect(timeOf(out('exact')) / 1000n).toBe(1_700_000_000_123_456n);
    }
  });

  it('that no file can have are the nearest that one can', async () => {
    const { extract, out } = workplace(
      tar(
        member({ name: 'far', mtime: base256(2n ** 63n - 1n) }, 'x'),
        member({ name: 'past', mtime: base256(-(2n ** 63n)) }, 'x'),
      ),
    );
    expect(await extract()).toMatchObject({ skipped: [], unkept: [] });
    expect(timeOf(out('far'))).toBeGreaterThan(2n ** 33n * SECOND);
    expect(timeOf(out('past'))).toBeLessThan(-(2n ** 30n) * SECOND);
  });
});
