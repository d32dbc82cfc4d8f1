import { SCHEMA_JSON } from './schema-table.generated.js';

export type ScalarType =
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

/** How crit's pretty form writes a field: the `(criu)` options of protos/. */
export interface PrettyOptions {
  readonly hex?: boolean;
  readonly ipadd?: boolean;
  readonly flags?: string;
  readonly dev?: boolean;
  readonly odev?: boolean;
  readonly dict?: string;
  readonly conv?: string;
}

export interface FieldDef {
  readonly number: number;
  readonly name: string;
  readonly repeated: boolean;
  readonly type: ScalarType | 'message' | 'enum';
  /** Name of the message or enum, where `type` is one. */
  readonly reference: string;
  readonly pretty: PrettyOptions;
  /** A list of numbers that is written as one field. */
  readonly packed: boolean;
}

export interface MessageDef {
  readonly name: string;
  /** Ascending by field number, the order in which fields are written and printed. */
  readonly fields: readonly FieldDef[];
  readonly byNumber: ReadonlyMap<number, FieldDef>;
}

export interface EnumDef {
  readonly byName: ReadonlyMap<string, number>;
  readonly byNumber: ReadonlyMap<number, string>;
}

type Row = [number, string, string, FieldDef['type'], (string | 0)?, RowOptions?];

type RowOptions = PrettyOptions & { readonly packed?: boolean };

interface Table {
  readonly messages: Record<string, Row[]>;
  readonly enums: Record<string, Record<string, number>>;
}

let table: Table | undefined;
const messageDefs = new Map<string, MessageDef>();
const enumDefs = new Map<string, EnumDef>();

/** The fields of a message of protos/. An unknown name is a bug in the caller. */
export function messageDef(name: string): MessageDef {
  let def = messageDefs.get(name);
  if (def === undefined) {
    def = buildMessage(name);
    messageDefs.set(name, def);
  }
  return def;
}

/** Names and numbers of an enum of protos/. */
export function enumDef(name: string): EnumDef {
  let def = enumDefs.get(name);
  if (def === undefined) {
    const values = Object.entries(loadTable().enums[name] ?? bug(name));
    def = {
      byName: new Map(values),
      byNumber: new Map(values.map(([key, value]) => [value, key])),
    };
    enumDefs.set(name, def);
  }
  return def;
}

function buildMessage(name: string): MessageDef {
  const rows = loadTable().messages[name] ?? bug(name);
  const fields = rows.map(([number, field, label, type, reference, options]): FieldDef => ({
    number,
    name: field,
    repeated: label === 'repeated',
    type,
    reference: reference === undefined || reference === 0 ? '' : reference,
    pretty: options ?? {},
    packed: options?.packed === true,
  }));
  return { name, fields, byNumber: new Map(fields.map((field) => [field.number, field])) };
}

function loadTable(): Table {
  table ??= JSON.parse(SCHEMA_JSON) as Table;
  return table;
}

function bug(name: string): never {
  throw new Error(`protos/ has no ${name}`);
}
