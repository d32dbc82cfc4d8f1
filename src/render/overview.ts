import type { Overview } from '../analysis/overview.js';
import { isAbsent } from '../model/absent.js';
import { formatBytes } from './byte-size.js';
import type { BoxedStyle, Column } from './boxed-table.js';
import { renderFittedTable } from './fitted-table.js';

/** What a table shows for a value that is not in the checkpoint. */
const ABSENT = '-';

/** The table of `show`: IP and root file system columns only where a row has one. */
export function renderOverviews(rows: readonly Overview[], style?: BoxedStyle): string {
  const columns: Column<Overview>[] = [
    { title: 'CONTAINER', cell: containerName, flexible: true },
    { title: 'IMAGE', cell: ({ container }) => container.image ?? ABSENT, flexible: true },
    { title: 'ID', cell: ({ container }) => container.id?.slice(0, 12) ?? ABSENT },
    { title: 'RUNTIME', cell: ({ container }) => container.runtime ?? ABSENT },
    { title: 'CREATED', cell: ({ container }) => container.created ?? ABSENT },
    { title: 'ENGINE', cell: ({ container }) => container.engine },
  ];
  if (rows.some(({ container }) => container.ips.length > 0)) {
    columns.push({
      title: 'IP',
      cell: ({ container }) => container.ips.join(', '),
      flexible: true,
    });
  }
  columns.push({ title: 'CHKPT SIZE', cell: ({ sizes }) => formatBytes(sizes.total) });
  if (rows.some(({ sizes }) => sizes.rootFsDiff > 0)) {
    columns.push({
      title: 'ROOT FS DIFF SIZE',
      cell: ({ sizes }) => formatBytes(sizes.rootFsDiff),
    });
  }
  if (rows.some(({ sha256 }) => sha256 !== undefined)) {
    columns.push({
      title: 'SHA-256',
      cell: ({ sha256 = ABSENT }) => (isAbsent(sha256) ? ABSENT : sha256),
    });
  }
  return renderFittedTable(columns, rows, style);
}

/**
 * The table of `show --print-stats`.
 * @param named a first column names the container: there are several
 */
export function renderStatistics(
  rows: readonly Overview[],
  named: boolean,
  style?: BoxedStyle,
): string {
  const columns: Column<Overview>[] = [
    { title: 'FREEZING TIME', cell: ({ statistics }) => time(statistics?.freezing_time) },
    { title: 'FROZEN TIME', cell: ({ statistics }) => time(statistics?.frozen_time) },
    { title: 'MEMDUMP TIME', cell: ({ statistics }) => time(statistics?.memdump_time) },
    { title: 'MEMWRITE TIME', cell: ({ statistics }) => time(statistics?.memwrite_time) },
    {
      title: 'PAGES SCANNED',
      cell: ({ statistics }) => count(statistics?.pages_scanned),
      align: 'right',
    },
    {
      title: 'PAGES WRITTEN',
      cell: ({ statistics }) => count(statistics?.pages_written),
      align: 'right',
    },
  ];
  if (rows.some(({ pageCompression }) => isCompressed(pageCompression))) {
    columns.push({ title: 'COMPRESSION', cell: (row) => row.pageCompression ?? ABSENT });
  }
  if (named) columns.unshift({ title: 'CONTAINER', cell: containerName, flexible: true });
  return `CRIU dump statistics\n${renderFittedTable(columns, rows, style)}`;
}

function isCompressed(pageCompression: string | undefined): boolean {
  return pageCompression !== undefined && pageCompression !== 'none';
}

function containerName({ container }: Overview): string {
  return container.name ?? ABSENT;
}

function time(microseconds: number | undefined): string {
  return microseconds === undefined ? ABSENT : `${microseconds} us`;
}

function count(pages: bigint | undefined): string {
  return pages === undefined ? ABSENT : pages.toString();
}
