import { expect, test } from 'vitest';
import { isAbsent } from '../../../src/model/absent.js';
import { mapRowsOf, permissionsOf } from '../../../src/model/memory/map-row.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { kindsOf } from '../../../src/model/memory/region-filter.js';
import { regionOf } from '../../../src/model/memory/regions.js';
import { MapFlag, VmaStatus } from '../../../src/model/vmas.js';
import type { VmaEntry } from '../../../src/criu/messages.generated.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { madeProcess } from '../../support/made-process.js';
import { PAGE, vma } from '../../support/memory-images.js';

const { regular, fileShared, filePrivate, aioRing, socket, memfd, anonShared } = VmaStatus;

test.each<[string, Partial<VmaEntry>, string]>([
  ['an AIO ring', { flags: MapFlag.shared, status: aioRing }, 's'],
  ['the ring of a packet socket', { flags: MapFlag.shared, status: regular | socket }, 's'],
  // CRIU 3.3 takes shared mappings of a deleted file for private ones.
  ['a shared file', { flags: MapFlag.shared, status: regular | filePrivate }, 's'],
  ['MAP_SHARED_VALIDATE', { flags: MapFlag.sharedValidate, status: regular | fileShared }, 's'],
  ['a private memfd', { flags: MapFlag.private, status: regular | filePrivate | memfd }, 'p'],
  ['MAP_PRIVATE', { flags: MapFlag.private, status: regular | fileShared }, 'p'],
  ['MAP_DROPPABLE', { flags: MapFlag.droppable | 0x20, status: regular }, 'p'],
  ['no flags', { status: regular | anonShared }, 's'],
])('%s is shared or private as mmap was told', (_, entry, letter) => {
  expect(permissionsOf(regionOf(vma(16, 1, { prot: 3, ...entry })))).toBe(`rw-${letter}`);
});

test('an AIO ring has the name that the kernel gives it', () => {
  const ring = vma(16, 1, { prot: 3, flags: MapFlag.shared, status: aioRing });
  const [process] = viewOf([ring], []);
  const rows = process && mapRowsOf(process);
  expect(rows).toMatchObject([{ permissions: 'rw-s', name: '/[aio] (deleted)' }]);
});

/** Stack pointers as page and offset in it; the first is the main thread's. */
function viewOf(vmas: readonly Partial<VmaEntry>[], pointers: readonly [number, number][]) {
  const [main, ...threads] = pointers.map(([page, offset]) => ({
    thread_info: { gpregs: { sp: BigInt(page * PAGE + offset) } },
  })) as object[];
  const members = madeProcess({
    march: 'X86_64',
    registers: main ?? {},
    threads: threads.map((registers, index) => ({ tid: 2 + index, registers })),
    mm: { mm_start_brk: BigInt(8 * PAGE), mm_brk: BigInt(9 * PAGE) },
    vmas,
  });
  return viewMemory(madeCheckpoint(members)).processes;
}

/** Kinds of the regions, with the thread whose stack they are. */
function usesOf(vmas: readonly Partial<VmaEntry>[], pointers: readonly [number, number][]) {
  const [process] = viewOf(vmas, pointers);
  if (process === undefined || isAbsent(process.space)) throw new Error('no memory');
  return process.space.regions.map((region) => {
    const use = process.useOf(region);
    return [...kindsOf(region, process), ...('tid' in use ? [use.tid] : [])].join(' ');
  });
}

const anon = (page: number, count: number, more: Partial<VmaEntry> = {}) =>
  vma(page, count, { prot: 3, flags: 0x22, ...more });

test.each<[string, readonly Partial<VmaEntry>[], readonly [number, number][], readonly string[]]>([
  [
    'a stack above a page without access, as glibc makes it',
    [anon(16, 1, { prot: 0 }), anon(17, 64)],
    [
      [90, 0],
      [30, 8],
    ],
    ['anon', 'stack 2'],
  ],
  [
    'a stack whose lowest page is a guard',
    [anon(16, 64), vma(16, 1, { status: VmaStatus.guard })],
    [
      [90, 0],
      [30, 8],
    ],
    ['stack 2'],
  ],
  [
    'two stacks that the kernel joined',
    [anon(16, 1, { prot: 0 }), anon(17, 64)],
    [
      [90, 0],
      [30, 8],
      [60, 8],
    ],
    ['anon', 'stack 2'],
  ],
  [
    'MAP_GROWSDOWN',
    [anon(16, 64, { flags: 0x122 })],
    [
      [90, 0],
      [30, 8],
    ],
    ['stack 2'],
  ],
  [
    'no guard, and in use at its upper end only',
    [anon(16, 64)],
    [
      [90, 0],
      [79, 8],
    ],
    ['stack 2'],
  ],
  [
    "a Go heap: goroutines' stacks anywhere in the arena, the reserve above",
    [anon(0xc000000, 1024), anon(0xc000400, 64, { prot: 0 })],
    [
      [0xc000012, 0],
      [0xc00006a, 8],
      [0xc000070, 8],
    ],
    ['heap', 'anon'],
  ],
  [
    'the heap of one thread',
    [anon(16, 1024)],
    [
      [2000, 0],
      [40, 8],
    ],
    ['heap'],
  ],
  [
    'what lies above a large reserve, such as the arenas of malloc',
    [anon(16, 1024, { prot: 0 }), anon(1040, 64)],
    [
      [5000, 0],
      [1050, 8],
    ],
    ['anon', 'heap'],
  ],
  [
    'the heap of brk',
    [anon(8, 1), anon(20, 1)],
    [
      [8, 16],
      [8, 32],
    ],
    ['heap', 'anon'],
  ],
])('%s', (_, vmas, pointers, uses) => {
  expect(usesOf(vmas, pointers)).toEqual(uses);
});
