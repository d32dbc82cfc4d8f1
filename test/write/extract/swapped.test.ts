import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { header, member, tar } from '../../archive/tar-builder.js';
import { tree, workplace } from './workplace.js';

/** An archive with an open directory, as anyone could make one in a container. */
const BYTES = tar(
  header({ name: 'd/', type: '5', mode: '0000777\0' }),
  member({ name: 'd/first' }, '1'),
  member({ name: 'd/second' }, '2'),
  member({ name: 'd/sub/third' }, '3'),
  header({ name: 'd/link', type: '2', linkName: 'first' }),
  header({ name: 'd/hard', type: '1', linkName: 'd/first' }),
  member({ name: 'last' }, '4'),
);

/** Unpacks it, and does something while so many pieces have been written. */
async function extractAnd(change: (place: ReturnType<typeof workplace>) => void, after: number) {
  const place = workplace(BYTES);
  chmodSync(join(place.around, 'outside'), 0o750);
  let pieces = 0;
  const result = await place.extract([], {
    onBytes: () => {
      pieces += 1;
      if (pieces === after) change(place);
    },
  });
  return { ...place, ...result };
}

describe('a directory that somebody swaps while an archive is unpacked', () => {
  const swaps = {
    'for a link': ({ out, around }: ReturnType<typeof workplace>) => {
      renameSync(out('d'), out('moved'));
      symlinkSync(join(around, 'outside'), out('d'));
    },
    'for another directory': ({ out, around }: ReturnType<typeof workplace>) => {
      renameSync(out('d'), out('moved'));
      renameSync(join(around, 'outside'), out('d'));
      mkdirSync(join(around, 'outside'));
    },
  };

  it.each(Object.entries(swaps))('%s leads nothing astray', async (_, swap) => {
    const { out, skipped, written } = await extractAnd(swap, 1);
    // What is being written goes where it was begun.
    expect(tree(out('moved'))).toEqual({ first: '1' });
    expect(readdirSync(out('d'))).toEqual(['victim']);
    expect(readFileSync(join(out('d'), 'victim'), 'utf8')).toBe('untouched');
    expect(statSync(out('d')).mode & 0o777).toBe(0o750);
    const names = ['d/second', 'd/sub/third', 'd/link', 'd/hard', 'd'];
    expect(skipped.map(({ name }) => name)).toEqual(names);
    for (const { reason } of skipped) {
      expect(reason).toMatch(/^d on its way is (a symlink|another directory than before)$/);
    }
    expect(written).toEqual(['d', 'd/first', 'last']);
  });

  it('gets neither mode nor time when that happens at the very end', async () => {
    const { out, skipped } = await extractAnd(swaps['for a link'], 4);
    expect(skipped).toEqual([{ name: 'd', reason: 'd on its way is a symlink' }]);
    expect(statSync(out('d')).mode & 0o777).toBe(0o750);
  });

  it('is told when it is gone', async () => {
    const { skipped } = await extractAnd(({ out }) => {
      renameSync(out('d'), out('moved'));
    }, 3);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'd on its way is gone',
      'd on its way is gone',
      'd on its way is gone',
    ]);
  });
});

describe('a file that somebody swaps while an archive is unpacked', () => {
  it('is not linked to, nor replaced', async () => {
    const bytes = tar(
      member({ name: 'a' }, '1'),
      member({ name: 'b' }, '2'),
      header({ name: 'c', type: '1', linkName: 'a' }),
      member({ name: 'a' }, '3'),
    );
    const { extract, out, directory } = workplace(bytes);
    let pieces = 0;
    const { skipped } = await extract([], {
      onBytes: () => {
        pieces += 1;
        if (pieces !== 2) return;
        writeFileSync(out('other'), 'theirs');
        unlinkSync(out('a'));
        renameSync(out('other'), out('a'));
      },
    });
    expect(skipped).toEqual([
      { name: 'c', reason: 'a is another file now' },
      { name: 'a', reason: 'exists already; --force replaces it' },
    ]);
    expect(tree(directory)).toEqual({ a: 'theirs', b: '2' });
  });
});
