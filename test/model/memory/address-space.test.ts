import { describe, expect, test } from 'vitest';
import { writeMessage } from '../../../src/criu/write-message.js';
import { openMemory } from '../../../src/model/memory/memory.js';
import type { AddressSpace } from '../../../src/model/memory/address-space.js';
import { VmaStatus } from '../../../src/model/vmas.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { message, mm, PAGE, pagemap, pages, run, vma } from '../../support/memory-images.js';
import { delimited, entry, imageBytes, number } from '../../support/wire.js';

/** One letter a page: the page's own, or `-` and the reason once. */
function told(space: AddressSpace, from: number, count: number): string[] {
  const extents = space.extents(BigInt(from * PAGE), BigInt((from + count) * PAGE));
  return [...extents].map(({ start, end, backing }) => {
    const size = Number(end - start) / PAGE;
    if (backing.kind === 'absent') return `${size} ${backing.reason}`;
    const bytes = Buffer.from(backing.source.read(backing.offset, size * PAGE));
    return Array.from({ length: size }, (_, page) =>
      bytes.toString('latin1', page * PAGE, page * PAGE + 1),
    ).join('');
  });
}

describe('pagemap entries', () => {
  test('only present ones take room; PE_LAZY alone was left to a server', () => {
    const memory = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(16, 8)]),
        'pagemap-1.img': pagemap([run(16, 2, 4), run(18, 2, 2), run(20, 1, 6), run(22, 1)]),
        'pages-1.img': pages('abcd'),
      }),
    );
    expect(told(memory.space(1), 15, 10)).toEqual([
      ...['1 unmapped', 'ab', '2 lazy', 'c', '1 untouched', 'd', '1 untouched', '1 unmapped'],
    ]);
  });

  test('old ones: in_parent, compat_nr_pages, no flags', () => {
    const memory = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(16, 8)]),
        'pagemap-1.img': pagemap([
          { vaddr: BigInt(16 * PAGE), compat_nr_pages: 2 },
          { vaddr: BigInt(18 * PAGE), compat_nr_pages: 1, in_parent: true },
          { vaddr: BigInt(19 * PAGE), compat_nr_pages: 1, in_parent: false },
        ]),
        'pages-1.img': pages('abc'),
      }),
    );
    expect(told(memory.space(1), 16, 4)).toEqual(['ab', '1 parent-missing', 'c']);
  });

  test('an entry that is not understood: what follows cannot be placed', () => {
    const unknown = Buffer.concat([
      writeMessage('pagemap_entry', run(18, 1, 4)),
      delimited(9, number(1, 64)),
    ]);
    const memory = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(16, 4)]),
        'pagemap-1.img': imageBytes('PAGEMAP', [
          message('pagemap_head', { pages_id: 1 }),
          message('pagemap_entry', run(16, 2, 4)),
          entry(unknown),
          message('pagemap_entry', run(19, 1, 4)),
        ]),
        'pages-1.img': pages('abcd'),
      }),
    );
    expect(told(memory.space(1), 16, 4)).toEqual([
      'ab',
      '1 unknown-encoding',
      '1 unknown-encoding',
    ]);
  });

  test('damage costs what lies behind it', () => {
    const entries = [run(16, 1, 4), run(18, 1, 4), run(20, 1, 4)];
    const whole = pagemap(entries);
    const checkpoint = madeCheckpoint({
      'mm-1.img': mm([vma(16, 8)]),
      'pagemap-1.img': whole.subarray(0, whole.length - 3),
      'pages-1.img': pages('abc'),
    });
    expect(told(openMemory(checkpoint).space(1), 16, 8)).toEqual([
      ...['a', '1 untouched', 'b', '5 pagemap-damaged'],
    ]);
    expect(checkpoint.damage.list.map(({ code }) => code)).toEqual(['unexpected-eof']);
  });

  test('a pages image that is cut, missing, a link, or was not kept', () => {
    const images = {
      'mm-1.img': mm([vma(16, 4), vma(20, 4)]),
      'pagemap-1.img': pagemap([run(16, 4, 4)]),
    };
    const withPages = (content: Uint8Array | { link: string } | { lost: number } | undefined) =>
      openMemory(
        madeCheckpoint({ ...images, ...(content !== undefined && { 'pages-1.img': content }) }),
      ).space(1);
    expect(told(withPages(pages('ab')), 16, 4)).toEqual(['ab', '2 pages-truncated']);
    expect(told(withPages(undefined), 16, 4)).toEqual(['4 pages-missing']);
    expect(told(withPages({ link: '/etc/shadow' }), 16, 4)).toEqual(['4 pages-missing']);
    expect(told(withPages({ lost: 4 * PAGE }), 16, 4)).toEqual(['4 pages-not-kept']);
  });

  test('a claim of 2^60 pages is one run', () => {
    const space = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([{ start: 0n, end: 2n ** 64n - 1n, status: VmaStatus.regular }]),
        'pagemap-1.img': pagemap([{ vaddr: 0n, nr_pages: 2n ** 60n, flags: 4 }]),
        'pages-1.img': pages('a'),
      }),
    ).space(1);
    const extents = [...space.allExtents()];
    expect(extents.map(({ backing }) => backing.kind)).toEqual(['stored', 'absent', 'absent']);
    expect(space.read(0n, 4).bytes).toEqual(Uint8Array.from(Buffer.from('aaaa')));
  });

  test('overlapping and unordered entries and regions give one answer everywhere', () => {
    const space = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(20, 4), vma(16, 6), vma(17, 0)]),
        'pagemap-1.img': pagemap([run(18, 2, 4), run(16, 3, 4), run(16, 0, 4)]),
        'pages-1.img': pages('abcde'),
      }),
    ).space(1);
    expect(told(space, 16, 8).join(' ')).toBe('cd ab 4 untouched');
  });

  test('a region in the middle of another one hides nothing of what lies around it', () => {
    const space = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(16, 8, { prot: 7 }), vma(18, 3, { prot: 1 }), vma(19, 1, { prot: 3 })]),
        'pagemap-1.img': pagemap([run(16, 8, 4), run(18, 2, 4)]),
        'pages-1.img': pages('abcdefghxy'),
      }),
    ).space(1);
    const parts = [...space.regionRuns()].map(({ start, end, region }) => [
      Number(start) / PAGE,
      Number(end) / PAGE,
      region?.entry.prot,
    ]);
    expect(parts).toEqual([
      ...[
        [16, 18, 7],
        [18, 19, 1],
        [19, 20, 3],
        [20, 21, 1],
        [21, 24, 7],
      ],
    ]);
    expect(told(space, 16, 8).join('')).toBe('abxyefgh');
  });

  test('guard pages have no bytes and are no regions', () => {
    const space = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([
          vma(16, 8, { prot: 3 }),
          vma(16, 1, { status: VmaStatus.guard }),
          vma(19, 2, { status: VmaStatus.guard }),
          // Beside any region: told where someone asks for the address.
          vma(30, 1, { status: VmaStatus.guard }),
        ]),
        'pagemap-1.img': pagemap([run(17, 1, 4), run(22, 1, 4)]),
        'pages-1.img': pages('ab'),
      }),
    ).space(1);
    expect(space.regions).toHaveLength(1);
    expect(told(space, 16, 8)).toEqual([
      ...['1 guard', 'a', '1 untouched', '2 guard', '1 untouched', 'b', '1 untouched'],
    ]);
    expect(told(space, 30, 1)).toEqual(['1 guard']);
    expect(space.guardsIn({ start: BigInt(20 * PAGE), end: BigInt(40 * PAGE) })).toEqual([
      { start: BigInt(20 * PAGE), end: BigInt(21 * PAGE) },
      { start: BigInt(30 * PAGE), end: BigInt(31 * PAGE) },
    ]);
  });

  test('memory that the kernel may throw away is not dumped, which is not zeros', () => {
    const space = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(16, 2, { flags: 0x2a }), vma(18, 1, { flags: 0x28 })]),
        'pagemap-1.img': pagemap([]),
        'pages-1.img': pages(''),
      }),
    ).space(1);
    expect(told(space, 16, 3)).toEqual(['2 droppable', '1 droppable']);
    expect(space.read(BigInt(16 * PAGE), PAGE).absent).toMatchObject([{ reason: 'droppable' }]);
  });
});

describe('parents', () => {
  const own = { 'mm-1.img': mm([vma(16, 4)]) };
  const child = pagemap([run(16, 1, 4), run(17, 3, 1)]);

  test('the pages of three levels', () => {
    const members = {
      '3/mm-1.img': own['mm-1.img'],
      '3/parent': { link: '../2' },
      '3/pagemap-1.img': child,
      '3/pages-1.img': pages('c'),
      '2/parent': { link: '../1/' },
      '2/pagemap-1.img': pagemap([run(16, 2, 1), run(18, 1, 4)]),
      '2/pages-1.img': pages('b'),
      '1/pagemap-1.img': pagemap([run(16, 4, 4)]),
      '1/pages-1.img': pages('wxyz'),
    };
    const space = openMemory(madeCheckpoint(members, '3/')).space(1);
    expect(told(space, 16, 4)).toEqual(['c', 'x', 'b', '1 not-in-parent']);
    expect(space.read(BigInt(17 * PAGE - 1), 2)).toMatchObject({
      bytes: Uint8Array.from(Buffer.from('cx')),
      absent: [],
    });
  });

  test.each([
    ['out of the archive', '../../x'],
    ['to an absolute place', '/x'],
    ['to nothing', 'nowhere'],
    ['to itself', '.'],
    ['into nothing', ''],
  ])('a link %s', (_, link) => {
    const members = {
      ...own,
      parent: { link },
      'pagemap-1.img': child,
      'pages-1.img': pages('c'),
    };
    const space = openMemory(madeCheckpoint(members)).space(1);
    expect(told(space, 16, 4)).toEqual(['c', '3 parent-missing']);
    expect(space.read(BigInt(17 * PAGE), 1).absent).toMatchObject([{ reason: 'parent-missing' }]);
  });

  test('two directories that are each the parent of the other', () => {
    const all = { link: '../b' };
    const members = {
      'a/parent': all,
      'a/pagemap-1.img': pagemap([run(16, 4, 1)]),
      'b/parent': { link: '../a' },
      'b/pagemap-1.img': pagemap([run(16, 4, 1)]),
    };
    const space = openMemory(madeCheckpoint(members, 'a/')).space(1);
    expect(told(space, 16, 4)).toEqual(['4 parent-missing']);
  });

  test('images of another archive, which the caller finds', () => {
    const parent = madeCheckpoint({
      'pagemap-1.img': pagemap([run(16, 4, 4)]),
      'pages-1.img': pages('wxyz'),
    });
    const checkpoint = madeCheckpoint(
      { 'checkpoint/pagemap-1.img': child, 'checkpoint/pages-1.img': pages('c') },
      'checkpoint/',
    );
    const memory = openMemory(checkpoint, {
      findParent: (each) => (each === checkpoint ? parent : undefined),
    });
    expect(told(memory.space(1), 16, 4)).toEqual(['c', 'xyz']);
  });
});

describe('what a page is that the process has no copy of', () => {
  const shmem = (id: number, letters: string) => ({
    [`pagemap-shmem-${id}.img`]: pagemap([{ ...run(0, letters.length, 4) }], 9),
    'pages-9.img': pages(letters),
  });

  test.each<[string, number, string]>([
    ['anonymous memory', VmaStatus.regular, 'untouched'],
    ['a private file mapping', VmaStatus.filePrivate, 'mapped-file'],
    ['a shared file mapping', VmaStatus.fileShared, 'mapped-file'],
    ['shared memory without images', VmaStatus.anonShared, 'segment-missing'],
    ['a memfd without images', VmaStatus.memfd | VmaStatus.fileShared, 'segment-missing'],
    ['System V memory without images', VmaStatus.sysvIpc, 'segment-missing'],
    ['vvar', VmaStatus.vvar, 'kernel'],
    ['vsyscall', VmaStatus.vsyscall, 'kernel'],
    ["a packet socket's ring", VmaStatus.socket, 'device'],
    ['memory of a plugin', VmaStatus.plugin, 'device'],
  ])('%s', (_, status, reason) => {
    const images = { 'mm-1.img': mm([vma(16, 1, { status })]) };
    const memory = openMemory(madeCheckpoint({ ...images, 'pagemap-1.img': pagemap([]) }));
    expect(told(memory.space(1), 16, 1)).toEqual([`1 ${reason}`]);
    // Without a pagemap image nothing is known of what was the process's own.
    const isPrivate = status === VmaStatus.regular || status === VmaStatus.filePrivate;
    const without = openMemory(madeCheckpoint(images));
    expect(told(without.space(1), 16, 1)).toEqual([`1 ${isPrivate ? 'pagemap-missing' : reason}`]);
  });

  test('shared anonymous memory, from an offset in its segment', () => {
    const status = VmaStatus.regular | VmaStatus.anonShared;
    const region = vma(16, 3, { status, shmid: 77n, pgoff: BigInt(PAGE) });
    const memory = openMemory(madeCheckpoint({ 'mm-1.img': mm([region]), ...shmem(77, 'abc') }));
    expect(told(memory.space(1), 16, 3)).toEqual(['bc', '1 untouched']);
    const segment = memory.segment(77n);
    expect(segment && told(segment, 0, 4)).toEqual(['abc', '1 untouched']);
    expect(memory.segment(78n)).toBeUndefined();
  });

  test('a private mapping of a memfd: its own copies first', () => {
    const status = VmaStatus.regular | VmaStatus.memfd | VmaStatus.filePrivate;
    const files = imageBytes('FILES', [
      message('file_entry', { type: 18, id: 5, memfd: { id: 5, flags: 0, inode_id: 3 } }),
    ]);
    const memory = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(16, 3, { status, shmid: 5n })]),
        'files.img': files,
        'memfd.img': imageBytes('MEMFD_INODE', [
          message('memfd_inode_entry', { name: 'x', inode_id: 3n, shmid: 77 }),
        ]),
        'pagemap-1.img': pagemap([run(17, 1, 4)]),
        'pages-1.img': pages('X'),
        ...shmem(77, 'abc'),
      }),
    );
    expect(told(memory.space(1), 16, 3)).toEqual(['a', 'X', 'c']);
  });

  test('a System V segment whose bytes stand in ipcns-shm', () => {
    const status = VmaStatus.regular | VmaStatus.sysvIpc;
    const segment = {
      message: writeMessage('ipc_shm_entry', {
        desc: { key: 0, id: 4, uid: 0, gid: 0, cuid: 0, cgid: 0, mode: 0 },
        size: BigInt(2 * PAGE),
      }),
      payload: pages('st'),
    };
    const memory = openMemory(
      madeCheckpoint({
        'mm-1.img': mm([vma(16, 2, { status, shmid: 4n })]),
        'ipcns-shm-10.img': imageBytes('IPCNS_SHM', [segment]),
      }),
    );
    expect(told(memory.space(1), 16, 2)).toEqual(['st']);
  });
});

test('page size: by the pages image, by AT_PAGESZ, else 4096', () => {
  const big = madeCheckpoint({
    'pagemap-1.img': pagemap([run(16, 1, 4)]),
    'pages-1.img': Buffer.alloc(65536),
  });
  expect(openMemory(big).pageSize).toBe(65536);
  const auxv = imageBytes('MM', [message('mm_entry', { mm_saved_auxv: [16n, 6n, 6n, 16384n] })]);
  const told16 = madeCheckpoint({ 'mm-1.img': auxv, 'pagemap-1.img': pagemap([]) });
  expect(openMemory(told16).pageSize).toBe(16384);
  const broken = madeCheckpoint({ 'pagemap-1.img': pagemap([]).subarray(0, 9) });
  expect(openMemory(broken).pageSize).toBe(4096);
  expect(told(openMemory(broken).space(1), 16, 1)).toEqual(['1 pagemap-damaged']);
  expect(broken.damage.list).toHaveLength(1);
});
