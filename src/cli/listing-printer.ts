import type { ListingRow } from '../analysis/listing.js';
import { renderListing } from '../render/listing.js';
import type { Origin, PlacedRow, Table } from '../tables/table.js';
import type { Output } from './output.js';
import { filterNotes, rowChooser } from './own-layout.js';
import type { RowValues } from './row-options.js';
import { RowPrinter } from './row-printer.js';

/** Prints the members of one archive after the other. */
export interface ListingPrinter {
  add(rows: readonly ListingRow[], archive: string): Promise<void>;
  /** @returns what is to be noted */
  end(): Promise<string[]>;
}

/**
 * As `tar -tv` prints them, unless another form or columns are asked for.
 * @throws CheckpointError `usage` for a column that there is not
 */
export async function listingPrinter(
  table: Table<ListingRow>,
  options: RowValues,
  out: Output,
  severalArchives: boolean,
): Promise<ListingPrinter> {
  if (options.format === 'table' && options.columns === undefined) {
    return await likeTar(table, options, out, severalArchives);
  }
  const printer = await RowPrinter.open(table, options, out, { severalArchives });
  return {
    add: (rows, archive) => printer.add(rows, originOf(archive)),
    async end() {
      await printer.end();
      return filterNotes(options, printer.count);
    },
  };
}

async function likeTar(
  table: Table<ListingRow>,
  options: RowValues,
  out: Output,
  severalArchives: boolean,
): Promise<ListingPrinter> {
  const choose = await rowChooser(table, options);
  const all: PlacedRow<ListingRow>[] = [];
  return {
    add(rows, archive) {
      const origin = originOf(archive);
      for (const row of rows) all.push({ row, origin });
      return Promise.resolve();
    },
    async end() {
      const chosen = choose(all);
      const archives = severalArchives ? chosen.map(({ origin }) => origin.archive) : undefined;
      const rows = chosen.map(({ row }) => row);
      await out.write(renderListing(rows, archives));
      return filterNotes(options, rows.length);
    },
  };
}

function originOf(archive: string): Origin {
  return { archive, container: { absent: 'members are of the archive' } };
}
