import type { MapRow } from '../model/memory/map-row.js';
import type { MapsRegion, ProcessMaps } from '../analysis/memory/process-maps.js';
import { isAbsent, type Fact } from '../model/absent.js';
import { renderPlainTable } from './plain-table.js';
import { joinFields, jsonFields } from './dialect.js';
import { regionJson } from './region-json.js';
import { regionLabel } from './region-label.js';
import { safeText } from './safe-text.js';
import type { Column } from './boxed-table.js';

const COLUMNS: readonly Column<MapsRegion>[] = [
  { title: 'ADDRESS', cell: addressRange },
  { title: 'PERM', cell: ({ permissions }) => permissions },
  { title: 'OFFSET', cell: ({ offset }) => hexAddress(offset) },
  { title: 'PAGES', cell: ({ pages }) => pages.total.toString(), align: 'right' },
  { title: 'PRESENT', cell: ({ pages }) => pages.present.toString(), align: 'right' },
  { title: 'PARENT', cell: ({ pages }) => pages.parent.toString(), align: 'right' },
  { title: 'ABSENT', cell: ({ pages }) => pages.absent.toString(), align: 'right' },
  { title: 'NAME', cell: regionLabel },
];

/**
 * A block for a process: a line with PID and name, and a line a region as in /proc/PID/maps. None for a
 * process none of whose regions is wanted.
 * @param place stands before the PID, where there are processes of several checkpoints
 */
export function renderMaps({ pid, comm, regions }: ProcessMaps, place?: string): string {
  const title = `${place === undefined ? '' : `${safeText(place)}: `}${pid} ${commText(comm)}\n`;
  if (isAbsent(regions)) return `${title}unavailable: ${safeText(regions.absent)}\n`;
  return regions.length === 0 ? '' : title + renderPlainTable(COLUMNS, regions, { gap: 2 });
}

/** Where the regions of a process are from. */
interface MapsPlace {
  readonly archive: string;
  /** Name in the pod archive that holds several. */
  readonly container: string | undefined;
  readonly pageSize: number;
}

/** The same as plain data. */
export function mapsJson(
  { archive, container, pageSize }: MapsPlace,
  { pid, comm, regions }: ProcessMaps,
): object {
  return joinFields(
    { archive, container },
    jsonFields({ pid, comm }),
    { page_size: pageSize },
    isAbsent(regions) ? jsonFields({ regions }) : { regions: regions.map(mapsRegionJson) },
  );
}

function mapsRegionJson({ pages, kinds, path, segment, ...row }: MapsRegion): object {
  const { inFile, origins, reasons, ...counts } = pages;
  return {
    ...regionJson(row),
    kinds,
    path,
    segment,
    pages: { ...counts, in_file: inFile },
    origins: Object.fromEntries(origins),
    reasons: Object.fromEntries(reasons),
  };
}

/** Start and end as the kernel writes them. */
export function addressRange({ start, end }: Pick<MapRow, 'start' | 'end'>): string {
  return `${hexAddress(start)}-${hexAddress(end)}`;
}

export function hexAddress(address: bigint): string {
  return address.toString(16).padStart(8, '0');
}

export function commText(comm: Fact<string>): string {
  return isAbsent(comm) ? '?' : safeText(comm);
}
