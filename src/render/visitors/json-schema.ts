import type { Column, Table } from '../../tables/table.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

type Schema = Readonly<Record<string, unknown>>;

/** What `--format json` prints of a table: an array of rows. A line of `--format jsonl` is one of its items. */
export function tableSchema({ name, describe, columns }: Table<never>): Schema {
  return {
    $schema: DIALECT,
    title: name,
    description: describe,
    type: 'array',
    items: { $ref: '#/$defs/row' },
    $defs: { row: rowSchema(columns) },
  };
}

/** A row of each table, by the table's name. */
export function tablesSchema(tables: readonly Table<never>[]): Schema {
  return {
    $schema: DIALECT,
    title: 'Rows of checkpointctl',
    $defs: Object.fromEntries(
      tables.map(({ name, describe, columns }) => [
        name,
        { description: describe, ...rowSchema(columns) },
      ]),
    ),
  };
}

function rowSchema(columns: readonly Column<never>[]): Schema {
  const own = columns.filter(({ group }) => group === undefined);
  const groups = [...new Set(columns.flatMap(({ group }) => group ?? []))];
  const properties = Object.fromEntries([
    ...own.flatMap(propertiesOf),
    ...groups.map((group): [string, Schema] => [group, groupSchema(group, columns)]),
  ]);
  const required = own.filter(({ optional }) => optional !== true).flatMap(propertiesOf);
  return objectSchema(properties, Object.keys(Object.fromEntries(required)));
}

/** All of a group can be absent for one reason. */
function groupSchema(group: string, columns: readonly Column<never>[]): Schema {
  const inside = columns.filter((column) => column.group === group);
  const { type, ...schema } = rowSchema(
    inside.map(({ group: _, ...column }) => column as (typeof inside)[number]),
  );
  return { type: [type, 'null'], ...schema };
}

function objectSchema(properties: Readonly<Record<string, Schema>>, required: string[]): Schema {
  return {
    type: 'object',
    properties: {
      ...properties,
      absent: {
        description: 'Reasons for what is null, by its name',
        type: 'object',
        propertyNames: { enum: Object.keys(properties) },
        additionalProperties: { type: 'string' },
      },
    },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function propertiesOf(column: Column<never>): [string, Schema][] {
  const { name, type, describe } = column;
  const property: [string, Schema] = [name, { description: describe, ...valueSchema(column) }];
  if (type !== 'address') return [property];
  const hex = { description: `${describe}, in hexadecimal`, ...orNull({ type: 'string' }) };
  return [property, [`${name}_hex`, { ...hex, pattern: '^0x[0-9a-f]+$' }]];
}

function valueSchema(column: Column<never>): Schema {
  const { values } = column;
  switch (column.type) {
    case 'string':
      // `enum` tells the type as well.
      return values === undefined ? orNull({ type: 'string' }) : { enum: [...values, null] };
    case 'time':
      return orNull({ type: 'string' });
    case 'mode':
      return { ...orNull({ type: 'string' }), pattern: '^[0-7]{4}$' };
    case 'integer':
    case 'address':
      return orNull({ type: 'integer' });
    case 'size':
      return { ...orNull({ type: 'integer' }), minimum: 0 };
    case 'boolean':
      return orNull({ type: 'boolean' });
    case 'strings':
      return { ...orNull({ type: 'array' }), items: { type: 'string' } };
    case 'integers':
      return { ...orNull({ type: 'array' }), items: { type: 'integer' } };
    case 'counts':
      return { ...orNull({ type: 'object' }), additionalProperties: { type: 'integer' } };
    case 'rows':
      return { ...orNull({ type: 'array' }), items: rowSchema(column.items) };
  }
}

function orNull({ type }: { readonly type: string }): Schema {
  return { type: [type, 'null'] };
}
