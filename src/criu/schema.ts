import { ENUMS, MESSAGES } from './schema-table.generated.js';

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

/** Number, name, type, whether repeated, reference, options. */
type Row = [number, string, FieldDef['type'], (0 | 1)?, (string | 0)?, RowOptions?];

type RowOptions = PrettyOptions & { readonly packed?: boolean };

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
    const values = Object.entries(read(ENUMS, name) as Record<string, number>);
    def = {
      byName: new Map(values),
      byNumber: new Map(values.map(([key, value]) => [value, key])),
    };
    enumDefs.set(name, def);
  }
  return def;
}

function buildMessage(name: string): MessageDef {
  const fields = (read(MESSAGES, name) as Row[]).map(
    ([number, field, type, repeated, reference, options]): FieldDef => ({
      number,
      name: field,
      repeated: repeated === 1,
      type,
      reference: reference === undefined || reference === 0 ? '' : reference,
      pretty: options ?? {},
      packed: options?.packed === true,
    }),
  );
  return { name, fields, byNumber: new Map(fields.map((field) => [field.number, field])) };
}

/** One line of a table; to parse them all takes longer than a small image. */
function read(table: string, name: string): unknown {
  const at = table.indexOf(`\n${name} `);
  if (at === -1) throw new Error(`protos/ has no ${name}`);
  const begin = at + name.length + 2;
  return JSON.parse(table.slice(begin, table.indexOf('\n', begin)));
}
