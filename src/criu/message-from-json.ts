import { parseIntegerText } from './field-text.js';
import { parseAddress } from './ip-text.js';
import { asArray, asBytes, asObject, asText, fail, type JsonObject } from './json-value.js';
import { UNKNOWN_FIELDS, type FieldValue, type Message, type UnknownField } from './message.js';
import { decodeQuotedPrintable } from './quoted-printable.js';
import { enumDef, messageDef, type FieldDef } from './schema.js';

/** Deepest nesting of messages, as in read-message.ts. */
const MAX_DEPTH = 100;

/** Smallest and largest value of each integer type. */
const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sfixed32: [-(2n ** 31n), 2n ** 31n - 1n],
  enum: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};

/**
 * The message that crit's JSON of it tells, plain or pretty: hex texts, names of flags and enums,
 * devices and addresses are turned back.
 * @param path where `json` stands, for errors
 */
export function messageFromJson(
  type: string,
  json: JsonObject,
  path: string,
  bigEndian: boolean,
  depth = 0,
): Message {
  if (depth > MAX_DEPTH) fail(path, `is nested deeper than ${MAX_DEPTH} messages`);
  const def = messageDef(type);
  const message: Message = {};
  const keys = new Set(Object.keys(json));
  for (const field of def.fields) {
    if (!keys.delete(field.name)) continue;
    const at = `${path}.${field.name}`;
    const value = json[field.name];
    if (!field.repeated) {
      message[field.name] = fieldValue(field, value, at, bigEndian, depth);
      continue;
    }
    const list = listValue(field, asArray(value, at), at, bigEndian, depth);
    if (list.length > 0) message[field.name] = list;
  }
  if (keys.delete('_unknown')) {
    message[UNKNOWN_FIELDS] = asArray(json['_unknown'], `${path}._unknown`).map((each, index) =>
      unknownField(each, `${path}._unknown[${index}]`),
    );
  }
  const [stranger] = keys;
  if (stranger !== undefined) fail(`${path}.${stranger}`, `is no field of ${type}`);
  return message;
}

function listValue(
  field: FieldDef,
  values: readonly unknown[],
  path: string,
  bigEndian: boolean,
  depth: number,
): FieldValue[] {
  return values.flatMap((value, index) => {
    if (field.pretty.ipadd === true && typeof value === 'string' && /[.:]/.test(value)) {
      return parseAddress(value, bigEndian) ?? fail(`${path}[${index}]`, 'is no IP address');
    }
    return [fieldValue(field, value, `${path}[${index}]`, bigEndian, depth)];
  });
}

function fieldValue(
  field: FieldDef,
  value: unknown,
  path: string,
  bigEndian: boolean,
  depth: number,
): FieldValue {
  switch (field.type) {
    case 'message':
      return messageFromJson(field.reference, asObject(value, path), path, bigEndian, depth + 1);
    case 'string':
      return asText(value, path);
    case 'bytes':
      return field.pretty.conv === 'unix_name'
        ? decodeQuotedPrintable(asText(value, path))
        : asBytes(value, path);
    case 'bool':
      return typeof value === 'boolean' ? value : fail(path, 'is neither true nor false');
    default: {
      const integer = integerOf(field, value, path);
      const [least, most] = RANGES[field.type] ?? fail(path, 'has no range');
      if (integer < least || integer > most) fail(path, `is out of the range of ${field.type}`);
      return field.type.endsWith('64') ? integer : Number(integer);
    }
  }
}

function integerOf(field: FieldDef, value: unknown, path: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') {
    const named = field.type === 'enum' ? enumDef(field.reference).byName.get(value) : undefined;
    const integer = named === undefined ? parseIntegerText(field, value) : BigInt(named);
    if (integer !== undefined) return integer;
  }
  return fail(path, 'is not an integer');
}

function unknownField(value: unknown, path: string): UnknownField {
  const json = asObject(value, path);
  const number = json['number'];
  const wireType = json['wire_type'];
  const content = json['value'];
  if (typeof number !== 'bigint' || number < 1n || number >= 2n ** 29n) {
    fail(`${path}.number`, 'is no field number');
  }
  switch (wireType) {
    case 2n:
      return { number: Number(number), wireType: 2, value: asBytes(content, `${path}.value`) };
    case 0n:
    case 1n:
    case 5n:
      if (typeof content !== 'bigint') return fail(`${path}.value`, 'is not an integer');
      if (content < 0n || content >= 2n ** (wireType === 5n ? 32n : 64n)) {
        fail(`${path}.value`, `is out of the range of wire type ${wireType}`);
      }
      return { number: Number(number), wireType: Number(wireType) as 0 | 1 | 5, value: content };
    default:
      return fail(`${path}.wire_type`, 'is none of 0, 1, 2, 5');
  }
}
