import type { Absent, Fact } from '../model/absent.js';

/**
 * A kind of rows, in the words of whoever reads them. Every output form is a visitor of it (render/visitors),
 * and so are the JSON Schema and docs/tables.md.
 */
export interface Table<Row> {
  /** As it is typed: `processes`. */
  readonly name: string;
  /** What a row is, as a sentence. */
  readonly describe: string;
  readonly columns: readonly Column<Row>[];
}

/** A row with the place that it is from, which is not the row's to know. */
export interface PlacedRow<Row> {
  readonly row: Row;
  readonly origin: Origin;
}

export interface Origin {
  /** The archive as the user named it. */
  readonly archive: string;
  /** Name of the container. */
  readonly container: Fact<string>;
}

/** What is in a cell; absent with the reason, or undefined where the row can have no such thing. */
export type Cell<T> = T | Absent | undefined;

/** What the cells of each type of column hold. */
export interface CellTypes {
  string: string;
  integer: number | bigint;
  /** Bytes. */
  size: number | bigint;
  /** Of memory, or an offset in it: hexadecimal to people. */
  address: bigint;
  boolean: boolean;
  /** RFC 3339. */
  time: string;
  /** Permission bits: octal. */
  mode: number;
  strings: readonly string[];
  integers: readonly number[];
  /** How many there are of each. */
  counts: ReadonlyMap<string, number | bigint>;
  /** Rows of their own. */
  rows: readonly object[];
}

export type CellType = keyof CellTypes;

interface ColumnOf<Row, Type extends CellType> {
  /** Key in JSON and title in CSV: snake_case. */
  readonly name: string;
  readonly type: Type;
  readonly describe: string;
  readonly get: (row: Row, origin: Origin) => Cell<CellTypes[Type]>;
  /** Title in text, where it is not the name in capitals. */
  readonly title?: string;
  /** The cell in text, where it is not what its type says. */
  readonly text?: (row: Row, origin: Origin) => string;
  /** What stands before the cell in text, as it is: the branches of a tree. */
  readonly indent?: (row: Row) => string;
  /** Which outputs have it: without it all; `several`: a text has it where the rows differ in it. */
  readonly shown?: 'wide' | 'several' | 'data';
  /** Object in JSON that it stands in: `pages` has `present` and `parent`. */
  readonly group?: string;
  /** What stands between the items of a list in text and CSV; a comma without it. */
  readonly separator?: string;
  /** Sorting by it begins with the largest. */
  readonly largestFirst?: true;
  /** Rows may be without it. */
  readonly optional?: true;
  /** The only values that it can have. */
  readonly values?: readonly string[];
}

interface RowsColumn<Row> extends ColumnOf<Row, 'rows'> {
  readonly items: readonly Column<never>[];
}

export type Column<Row> =
  { [Type in CellType]: ColumnOf<Row, Type> }[Exclude<CellType, 'rows'>] | RowsColumn<Row>;

/** A column whose cells are rows of their own. */
export function rowsColumn<Row, Item extends object>(
  column: Omit<RowsColumn<Row>, 'type' | 'items' | 'get'> & {
    readonly items: readonly Column<Item>[];
    readonly get: (row: Row) => Cell<readonly Item[]>;
  },
): Column<Row> {
  return { ...column, type: 'rows' };
}

/** `permissions` as `PERMISSIONS`, `root_fs_diff` as `ROOT FS DIFF`. */
export function titleOf({ name, title }: Pick<Column<never>, 'name' | 'title'>): string {
  return title ?? name.toUpperCase().replaceAll('_', ' ');
}

/** The column's name with the object that it stands in: `pages.present`. */
export function fullName({ name, group }: Pick<Column<never>, 'name' | 'group'>): string {
  return group === undefined ? name : `${group}.${name}`;
}
