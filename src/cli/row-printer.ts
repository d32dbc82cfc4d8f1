import type { AlignedLook } from '../render/visitors/aligned-table.js';
import { visitorOf } from '../render/visitors/formats.js';
import type { RowVisitor } from '../render/visitors/visitor.js';
import { chooseColumns } from '../tables/choose-columns.js';
import type { RowFilter } from '../tables/filter-rows.js';
import { parseSort, type SortRows } from '../tables/sort-rows.js';
import type { Origin, PlacedRow, Table } from '../tables/table.js';
import { terminalBold } from './color.js';
import type { Output } from './output.js';
import { rowFilterOf } from './row-filter.js';
import type { RowValues } from './row-options.js';

/** Characters that are written at a time. */
const CHUNK = 64 * 1024;

export interface PrinterOptions {
  readonly look?: AlignedLook;
  readonly severalArchives?: boolean;
}

/** Prints rows as the options say. What needs no other row to be laid out is written at once. */
export class RowPrinter<Row> {
  private readonly waiting: PlacedRow<Row>[] = [];
  private text = '';
  private begun = false;
  private rows = 0;

  private constructor(
    private readonly out: Output,
    private readonly isText: boolean,
    private readonly visitor: RowVisitor<Row>,
    private readonly isWanted: RowFilter<Row>,
    private readonly sort: SortRows<Row> | undefined,
  ) {}

  /** @throws CheckpointError `usage` for a column that there is not */
  static async open<Row>(
    table: Table<Row>,
    { format, columns, sort, filter, noHeaders }: RowValues,
    out: Output,
    { look, severalArchives = false }: PrinterOptions = {},
  ): Promise<RowPrinter<Row>> {
    const isWanted = await rowFilterOf(table, filter);
    const order = sort === undefined ? undefined : parseSort(table, sort);
    const chosen = columns === undefined ? table : chooseColumns(table, columns);
    const isText = format === 'table' || format === 'wide';
    const options = {
      noHeaders,
      chosen: columns !== undefined,
      severalArchives,
      fit: out.width,
      bold: isText ? await terminalBold(out) : undefined,
    };
    const visitor = await visitorOf(format, chosen, options, look);
    return new RowPrinter(out, isText, visitor, isWanted, order);
  }

  async add(rows: Iterable<Row>, origin: Origin): Promise<void> {
    await this.begin();
    for (const row of rows) {
      const placed = { row, origin };
      if (!this.isWanted(placed)) continue;
      this.rows++;
      if (this.sort === undefined) await this.print(this.visitor.row(placed));
      else this.waiting.push(placed);
    }
  }

  /** How many rows passed the filters so far. */
  get count(): number {
    return this.rows;
  }

  /** Where nothing could be asked there is no text, not even titles; JSON is an empty list. */
  async end(): Promise<void> {
    if (this.isText && !this.begun) return;
    await this.begin();
    for (const placed of this.sort?.(this.waiting) ?? []) {
      await this.print(this.visitor.row(placed));
    }
    await this.print(this.visitor.end());
    await this.flush();
  }

  private async begin(): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    await this.print(this.visitor.begin());
  }

  private async print(text: string): Promise<void> {
    this.text += text;
    if (this.text.length >= CHUNK) await this.flush();
  }

  private async flush(): Promise<void> {
    const { text } = this;
    this.text = '';
    await this.out.write(text);
  }
}

/** Prints rows that were filtered and sorted already. */
export async function printPlacedRows<Row>(
  table: Table<Row>,
  rows: readonly PlacedRow<Row>[],
  options: RowValues,
  out: Output,
  how: PrinterOptions = {},
): Promise<void> {
  const asTheyAre = { ...options, filter: undefined, sort: undefined };
  const printer = await RowPrinter.open(table, asTheyAre, out, how);
  for (const { row, origin } of rows) await printer.add([row], origin);
  await printer.end();
}
