import {
  processMapsOf,
  type MapsRegion,
  type ProcessMaps,
  reads,
} from '../analysis/memory/process-maps.js';
import { isAbsent, type Fact } from '../model/absent.js';
import type { Interval } from '../model/memory/interval-list.js';
import { viewMemory } from '../model/memory/memory-view.js';
import type { PageCounts } from '../model/memory/page-counts.js';
import { REGION_KINDS } from '../model/memory/region-filter.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { comm, ORIGIN, pid } from './dictionary.js';
import { rowsColumn, type Cell, type CellTypes, type Column } from './table.js';

/** A region of the memory of a process. */
export interface RegionRow {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly pageSize: number;
  /** Absent for a process of which no region is known. */
  readonly region: Fact<MapsRegion>;
}

export const regions: CheckpointTable<RegionRow> = {
  name: 'regions',
  reads,
  describe: 'A region of the memory of a process, and what became of its pages.',
  columns: [
    ...ORIGIN,
    pid,
    comm,
    ofRegion('start', 'address', 'Its first address', ({ start }) => start),
    ofRegion('end', 'address', 'The first address behind it', ({ end }) => end),
    ofRegion('size', 'size', 'Bytes from start to end', ({ start, end }) => end - start, {
      largestFirst: true,
    }),
    ofRegion(
      'permissions',
      'string',
      'As /proc/PID/maps has them: rw-p; ???? for pages outside of any region',
      ({ permissions }) => permissions,
      { title: 'PERM' },
    ),
    ofRegion(
      'file_offset',
      'address',
      'Where in the mapped file or segment it begins',
      ({ offset }) => offset,
      { title: 'OFFSET', shown: 'wide' },
    ),
    ofRegion(
      'kinds',
      'strings',
      `What --kind takes it for: ${REGION_KINDS.join(', ')}`,
      ({ kinds }) => kinds,
      { shown: 'wide' },
    ),
    pages('pages', 'How many pages it has', ({ total }) => total, { shown: 'wide' }),
    pages('pages_present', 'Pages with their bytes in this dump', (count) => count.present, {
      title: 'PRESENT',
    }),
    pages(
      'pages_parent',
      'Pages with their bytes in the images of a parent',
      ({ parent }) => parent,
      {
        title: 'PARENT',
        shown: 'several',
      },
    ),
    pages(
      'pages_absent',
      'Pages whose bytes should be somewhere and are not',
      (count) => count.absent,
      {
        title: 'ABSENT',
      },
    ),
    pages('pages_untouched', 'Pages that were never written: zeros', (count) => count.untouched, {
      shown: 'wide',
    }),
    pages('pages_in_file', 'Pages that are as in the mapped file', ({ inFile }) => inFile, {
      shown: 'wide',
    }),
    pages('pages_other', "Pages of the kernel's own, or of a device", ({ other }) => other, {
      shown: 'wide',
    }),
    ofRegion('name', 'string', 'As /proc/PID/maps has it; empty for anonymous memory', (region) => {
      return region.name;
    }),
    ofRegion(
      'path',
      'string',
      'Path of the mapped file; " (deleted)" behind it as in the name',
      ({ path }) => path,
      { shown: 'data', optional: true },
    ),
    rowsColumn<RegionRow, Interval>({
      name: 'guards',
      describe: 'Pages of it that may not be touched (MADV_GUARD_INSTALL)',
      items: [
        {
          name: 'start',
          type: 'address',
          describe: 'The first address of such pages',
          get: ({ start }) => start,
        },
        { name: 'end', type: 'address', describe: 'The one behind them', get: ({ end }) => end },
      ],
      get: ({ region }) =>
        isAbsent(region) || region.guards.length === 0 ? undefined : region.guards,
      text: ({ region }) =>
        isAbsent(region) ? '?' : region.guards.map(intervalText).join(',') || '-',
      shown: 'wide',
      optional: true,
    }),
    ofRegion(
      'segment',
      'integer',
      'Number of the shared segment, as in the name of pagemap-shmem-ID.img',
      ({ segment }) => segment,
      { shown: 'wide', optional: true },
    ),
    ofRegion(
      'origins',
      'counts',
      'Where the bytes of pages are',
      (region) => region.pages.origins,
      {
        shown: 'data',
      },
    ),
    ofRegion('reasons', 'counts', 'Why pages have none', (region) => region.pages.reasons, {
      shown: 'data',
    }),
    {
      name: 'page_size',
      type: 'size',
      describe: 'Bytes of a page',
      get: (row) => row.pageSize,
      shown: 'data',
    },
  ],
  rows(checkpoint) {
    const view = viewMemory(checkpoint);
    const { processes } = view;
    // Of thousands of processes, one after the other.
    return {
      *[Symbol.iterator]() {
        for (const process of processes) {
          yield* rowsOfMaps(processMapsOf(view, process, {}), view.memory.pageSize);
        }
      },
    };
  },
};

/** A row a region; one where they are not known. */
export function rowsOfMaps(
  { regions: found, ...owner }: ProcessMaps,
  pageSize: number,
): RegionRow[] {
  const all = isAbsent(found) ? [found] : found;
  return all.map((region) => ({ ...owner, pageSize, region }));
}

function intervalText({ start, end }: Interval): string {
  return `0x${start.toString(16)}-0x${end.toString(16)}`;
}

type Look = Pick<Column<RegionRow>, 'title' | 'shown' | 'optional' | 'largestFirst'>;

function ofRegion<Type extends keyof CellTypes>(
  name: string,
  type: Type,
  describe: string,
  get: (region: MapsRegion) => Cell<CellTypes[Type]>,
  look: Look = {},
): Column<RegionRow> {
  const cell = ({ region }: RegionRow) => (isAbsent(region) ? region : get(region));
  return { name, type, describe, get: cell, ...look } as Column<RegionRow>;
}

function pages(
  name: string,
  describe: string,
  get: (counts: PageCounts) => bigint,
  look: Look = {},
): Column<RegionRow> {
  return ofRegion(name, 'integer', describe, (region) => get(region.pages), look);
}
