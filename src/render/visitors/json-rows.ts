import type { PlacedRow, Table } from '../../tables/table.js';
import { renderJson } from '../json.js';
import { rowObject } from './row-object.js';
import type { RowVisitor } from './visitor.js';

/** One array with an object for each row. */
export class JsonRows<Row> implements RowVisitor<Row> {
  private isFirst = true;

  constructor(private readonly table: Table<Row>) {}

  begin(): string {
    return '[';
  }

  row(placed: PlacedRow<Row>): string {
    const before = this.isFirst ? '\n  ' : ',\n  ';
    this.isFirst = false;
    // Line feeds stand between fields only, never in a text.
    const json = renderJson(rowObject(this.table.columns, placed)).trimEnd();
    return before + json.replaceAll('\n', '\n  ');
  }

  end(): string {
    return this.isFirst ? ']\n' : '\n]\n';
  }
}
