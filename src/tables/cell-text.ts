import type { Cell, CellTypes, CellType, Column } from './table.js';

/** What is in a cell that is there. */
export type Present = Exclude<Cell<CellTypes[CellType]>, undefined | { readonly absent: string }>;

/**
 * The value as exact text: all digits, addresses in hexadecimal, lists with their separator. Text of the
 * archive stands as it is, control characters included.
 */
export function cellTextOf<Row>(column: Column<Row>, value: Present): string {
  return cellTexts(column, value).join(column.separator ?? ',');
}

/** The same, of a list item by item. */
export function cellTexts<Row>({ type }: Column<Row>, value: Present): string[] {
  switch (typeof value) {
    case 'string':
      return [value];
    case 'boolean':
      return [value ? 'yes' : 'no'];
    case 'number':
    case 'bigint':
      if (type === 'address') return [`0x${value.toString(16)}`];
      return [type === 'mode' ? octal(value) : value.toString()];
    default:
      if (value instanceof Map) return [...value].map(([name, count]) => `${name}=${count}`);
      return (value as readonly unknown[]).map(itemText);
  }
}

/** `0644`; a set-id bit makes it `4755`. */
export function octal(mode: number | bigint): string {
  return mode.toString(8).padStart(4, '0');
}

function itemText(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  return Object.values(item).map(String).join('/');
}
