import type { CellType, Column, Table } from '../../tables/table.js';

const HEAD = `import type { Fact } from '../model/absent.js';

/*
 * The rows of each table as plain data, made from the tables themselves by \`npm run docs\`.
 */

type Integer = number | bigint;
`;

/** TypeScript of the rows of tables: src/library/table-rows.ts. */
export function rowTypes(tables: readonly Table<never>[]): string {
  const names = tables
    .map(({ name }) => `  readonly ${keyOf(name)}: ${typeName(name)};\n`)
    .join('');
  const all = `/** The type of a row by the name of its table. */\nexport interface TableRows {\n${names}}\n`;
  return [HEAD, ...tables.map(interfaceOf), all].join('\n');
}

function interfaceOf({ name, describe, columns }: Table<never>): string {
  return `/** ${describe} */\nexport interface ${typeName(name)} {\n${fieldsOf(columns, '  ')}}\n`;
}

function fieldsOf(columns: readonly Column<never>[], indent: string): string {
  return columns.map((column) => fieldOf(column, indent)).join('');
}

function fieldOf(column: Column<never>, indent: string): string {
  const { name, describe, optional, values } = column;
  const type =
    column.type === 'rows'
      ? `readonly {\n${fieldsOf(column.items, `${indent}  `)}${indent}}[]`
      : (values?.map((value) => `'${value}'`).join(' | ') ?? TYPES[column.type]);
  const mark = optional === true ? '?' : '';
  return `${indent}/** ${describe} */\n${indent}readonly ${name}${mark}: Fact<${type}>;\n`;
}

const TYPES: Readonly<Record<Exclude<CellType, 'rows'>, string>> = {
  string: 'string',
  integer: 'Integer',
  size: 'Integer',
  address: 'bigint',
  boolean: 'boolean',
  time: 'string',
  mode: 'number',
  strings: 'readonly string[]',
  integers: 'readonly number[]',
  counts: 'ReadonlyMap<string, Integer>',
};

/** A name with a dash is no identifier. */
function keyOf(name: string): string {
  return name.includes('-') ? `'${name}'` : name;
}

/** `processes` as `ProcessesRow`, `changed-programs` as `ChangedProgramsRow`. */
function typeName(name: string): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Row`;
}
