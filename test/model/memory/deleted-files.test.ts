import { expect, test } from 'vitest';
import { searchCheckpoint, SEARCH_KINDS } from '../../../src/analysis/search/search-checkpoint.js';
import { openSysroot } from '../../../src/archive/sysroot.js';
import { writeMessage } from '../../../src/criu/write-message.js';
import type { AddressSpace } from '../../../src/model/memory/address-space.js';
import { openMemory } from '../../../src/model/memory/memory.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { countPages } from '../../../src/model/memory/page-counts.js';
import { VmaStatus } from '../../../src/model/vmas.js';
import { branchesOf } from '../../../src/search/matching/pattern-set.js';
import { Searcher } from '../../../src/search/scan/searcher.js';
import { madeCheckpoint, type MadeMembers } from '../../support/made-checkpoint.js';
import {
  message,
  mm,
  ONE_PROCESS,
  PAGE,
  pagemap,
  pages,
  run,
  vma,
} from '../../support/memory-images.js';
import { Scratch } from '../../support/scratch.js';
import { entry, imageBytes } from '../../support/wire.js';

const scratch = new Scratch();

/** A mapping of `count` pages of file 7 from its page `first` on. */
function mapped(page: number, count: number, first: number) {
  const status = VmaStatus.regular | VmaStatus.filePrivate;
  return vma(page, count, { status, shmid: 7n, pgoff: BigInt(first * PAGE), prot: 5, flags: 2 });
}

function file(id: number, name: string, size?: number) {
  const reg = { id, flags: 0, pos: 0n, name, ...(size !== undefined && { size: BigInt(size) }) };
  return message('file_entry', { type: 1, id, reg });
}

const GHOST = {
  'files.img': imageBytes('FILES', [file(7, '/tmp/gone')]),
  'remap-fpath.img': imageBytes('REMAP_FPATH', [
    message('remap_file_path_entry', { orig_id: 7, remap_id: 0x1f, remap_type: 1 }),
  ]),
  // The page in the middle was changed.
  'pagemap-1.img': pagemap([run(17, 1, 4)]),
  'pages-1.img': pages('x'),
};

function chunk(page: number, content: Uint8Array, length = content.length) {
  const fields = { len: BigInt(length), off: BigInt(page * PAGE) };
  return entry(writeMessage('ghost_chunk_entry', fields), content);
}

function ghost(size: number | undefined, ...chunks: ReturnType<typeof chunk>[]): Buffer {
  const fields = {
    ...{ uid: 0, gid: 0, mode: 0o100755, chunks: true },
    ...(size !== undefined && { size: BigInt(size) }),
  };
  return imageBytes('GHOST_FILE', [message('ghost_file_entry', fields), ...chunks]);
}

function spaceOf(members: MadeMembers, sysroot?: string): AddressSpace {
  const checkpoint = madeCheckpoint({ ...ONE_PROCESS, ...GHOST, ...members });
  return openMemory(
    checkpoint,
    sysroot === undefined ? {} : { sysroot: openSysroot(sysroot) },
  ).space(1);
}

/** The first letter of each page, or why there is none; with where it is read from. */
function told(space: AddressSpace, from: number, count: number): string[] {
  return [...space.extents(BigInt(from * PAGE), BigInt((from + count) * PAGE))].map(
    ({ start, end, backing }) => {
      const size = Number(end - start);
      if (backing.kind === 'absent') return `${size / PAGE} ${backing.reason}`;
      const bytes = Buffer.from(backing.source.read(backing.offset, size));
      const letters = Array.from({ length: Math.ceil(size / PAGE) }, (_, page) =>
        bytes.toString('latin1', page * PAGE, page * PAGE + 1),
      ).join('');
      return `${letters} ${backing.origin} ${backing.member}`;
    },
  );
}

const IMAGE = 'ghost ghost-file-1f.img';

test('unchanged pages of a deleted file come from its image, holes are zeros', () => {
  const half = Buffer.alloc(PAGE / 2, 'e');
  const space = spaceOf({
    'mm-1.img': mm([mapped(16, 6, 1)]),
    'ghost-file-1f.img': ghost(
      4.5 * PAGE,
      chunk(0, pages('ab')),
      chunk(3, pages('d')),
      chunk(4, half),
    ),
  });
  expect(told(space, 16, 6)).toEqual([
    ...[`b ${IMAGE}`, 'x pages pages-1.img', `d ${IMAGE}`, `e ${IMAGE}`],
    // What is behind the file's end in its last page is zeros; the next page nobody could touch.
    ...['0.5 untouched', '2 beyond-file'],
  ]);
  const { present, untouched, other } = countPages(space.allExtents(), PAGE);
  expect([present, untouched, other]).toEqual([4n, 0n, 2n]);
  expect(
    told(
      spaceOf({
        'mm-1.img': mm([mapped(16, 1, 2)]),
        'ghost-file-1f.img': ghost(3 * PAGE, chunk(0, pages('a'))),
      }),
      16,
      1,
    ),
  ).toEqual(['1 untouched']);
});

test('a small file stands behind its message as it is', () => {
  const image = imageBytes('GHOST_FILE', [
    entry(writeMessage('ghost_file_entry', { uid: 0, gid: 0, mode: 0o100644 }), pages('ab')),
  ]);
  const space = spaceOf({ 'mm-1.img': mm([mapped(20, 3, 0)]), 'ghost-file-1f.img': image });
  expect(told(space, 20, 3)).toEqual([`ab ${IMAGE}`, '1 beyond-file']);
});

test('damage costs what lies behind it', () => {
  const space = (image: Uint8Array | undefined) =>
    spaceOf({
      'mm-1.img': mm([mapped(20, 4, 0)]),
      ...(image !== undefined && { 'ghost-file-1f.img': image }),
    });
  const cut = ghost(4 * PAGE, chunk(0, pages('a')), chunk(2, pages('c'), 2 * PAGE));
  expect(told(space(cut), 20, 4)).toEqual([`a ${IMAGE}`, '3 ghost-damaged']);
  expect(told(space(cut.subarray(0, 12)), 20, 4)).toEqual(['4 ghost-damaged']);
  expect(told(space(undefined), 20, 4)).toEqual(['4 ghost-missing']);
  const far = chunk(0, pages('z'));
  const message = writeMessage('ghost_chunk_entry', { len: BigInt(PAGE), off: 2n ** 63n });
  const forged = ghost(4 * PAGE, chunk(0, pages('a')), entry(message, far.payload));
  expect(told(space(forged), 20, 4)).toEqual([`a ${IMAGE}`, '3 ghost-damaged']);
  // No chunks, and less than the size that the message tells.
  const fields = { uid: 0, gid: 0, mode: 0o100644, size: BigInt(2 * PAGE) };
  const short = imageBytes('GHOST_FILE', [
    entry(writeMessage('ghost_file_entry', fields), pages('a')),
  ]);
  expect(told(space(short), 20, 4)).toEqual([`a ${IMAGE}`, '1 ghost-damaged', '2 beyond-file']);
});

test('a file that lost one of its names is in the sysroot under the one that CRIU gave it', () => {
  const sysroot = scratch.directory('sysroot', {
    'data/link_remap.1': pages('LM'),
    'data/gone': pages('NN'),
  });
  const members = {
    'mm-1.img': mm([mapped(16, 2, 0)]),
    'files.img': imageBytes('FILES', [
      file(7, '/data/gone', 2 * PAGE),
      file(8, '/data/link_remap.1'),
    ]),
    'remap-fpath.img': imageBytes('REMAP_FPATH', [
      message('remap_file_path_entry', { orig_id: 7, remap_id: 8, remap_type: 0 }),
    ]),
  };
  expect(told(spaceOf(members, sysroot), 16, 2)).toEqual([
    `L sysroot ${sysroot}/data/link_remap.1`,
    'x pages pages-1.img',
  ]);
  expect(told(spaceOf(members), 16, 1)).toEqual(['1 mapped-file']);
});

test('what is found in a mapping of a deleted file is told once, by its address', async () => {
  const page = Buffer.alloc(PAGE, '.');
  page.write('SECRET', 100);
  const tail = Buffer.alloc(PAGE, '.');
  tail.write('SECRET', 9);
  const checkpoint = madeCheckpoint({
    ...ONE_PROCESS,
    ...GHOST,
    'mm-1.img': mm([mapped(16, 1, 0)]),
    'ghost-file-1f.img': ghost(2 * PAGE, chunk(0, page), chunk(1, tail)),
  });
  const typed = [{ kind: 'regexp', text: 'SECRET' }] as const;
  const searcher = new Searcher(branchesOf(typed, { ignoreCase: false, wholeWords: false }), 0);
  const kinds = new Set(SEARCH_KINDS);
  const question = { searcher, kinds, filter: {}, unique: false, before: 0, after: 0 };
  const found: string[] = [];
  for await (const { where } of searchCheckpoint(viewMemory(checkpoint), question)) {
    found.push(
      where.kind === 'place'
        ? `${where.place.name} ${where.at}`
        : `${where.owners[0]?.pid} ${where.owners[0]?.address.toString(16)}`,
    );
  }
  searcher.close();
  // No process has mapped the second page.
  expect(found).toEqual([`1 10064`, `ghost file /tmp/gone (deleted) ${PAGE + 9}`]);
});
