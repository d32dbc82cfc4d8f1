import type { PlacedRow, Table } from '../../tables/table.js';
import { renderJsonLine } from '../json.js';
import { rowObject } from './row-object.js';
import type { RowVisitor } from './visitor.js';

/** An object on a line for each row. */
export class JsonlRows<Row> implements RowVisitor<Row> {
  constructor(private readonly table: Table<Row>) {}

  begin(): string {
    return '';
  }

  row(placed: PlacedRow<Row>): string {
    return renderJsonLine(rowObject(this.table.columns, placed));
  }

  end(): string {
    return '';
  }
}
