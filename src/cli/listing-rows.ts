import type { ListingRow } from '../analysis/listing.js';
import { renderListing } from '../render/listing.js';
import { parseFilters } from '../tables/filter-rows.js';
import { parseSort } from '../tables/sort-rows.js';
import type { Table } from '../tables/table.js';
import type { Output } from './output.js';
import type { RowValues } from './row-options.js';
import { RowPrinter } from './row-printer.js';

/** Prints members: as `tar -tv` does, unless another form or columns are asked for. */
export async function printListing(
  table: Table<ListingRow>,
  rows: readonly ListingRow[],
  archive: string,
  options: RowValues,
  out: Output,
): Promise<void> {
  const origin = { archive, container: { absent: 'members are of the archive' } };
  if (options.format !== 'table' || options.columns !== undefined) {
    const printer = await RowPrinter.open(table, options, out);
    await printer.add(rows, origin);
    await printer.end();
    return;
  }
  const isWanted = parseFilters(table, options.filter ?? []);
  const placed = rows.map((row) => ({ row, origin })).filter(isWanted);
  const sorted = options.sort === undefined ? placed : parseSort(table, options.sort)(placed);
  await out.write(renderListing(sorted.map(({ row }) => row)));
}
