import { isAbsent } from '../model/absent.js';

/** Fields that are addresses in memory, in the words of JSON. */
const ADDRESSES = new Set(['address', 'start', 'end', 'pointer', 'handler']);

/** Permission bits; a word under such a name stays. */
const MODES = new Set(['mode', 'umask', 'permissions']);

/** Past these a reader that takes numbers for doubles, as jq does, rounds. */
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * What a question answered as the one dialect of JSON that all commands speak: names in snake_case;
 * what is absent is null, and `absent` of the same object has the reason under the same name; an address
 * has its hexadecimal form beside it (`start`, `start_hex`), and so has any other integer that is too
 * large for a double. Modes are octal texts.
 * @param without fields of the outermost object to leave out, by the names that they have here
 */
export function jsonData(value: unknown, without: readonly string[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map((item) => jsonData(item)) : jsonFields(value, without);
}

/** The same of an object: its fields, to be put among others. */
export function jsonFields(value: object, without: readonly string[] = []): JsonFields {
  const fields: Record<string, unknown> = {};
  const absent: Record<string, string> = {};
  let isWhole = true;
  for (const key of Object.keys(value)) {
    const field: unknown = value[key as keyof object];
    if (field === undefined || without.includes(key)) continue;
    const name = snakeCase(key);
    if (isAbsent(field)) {
      fields[name] = null;
      if (ADDRESSES.has(name)) fields[`${name}_hex`] = null;
      absent[name] = field.absent;
      isWhole = false;
    } else if (typeof field === 'bigint') {
      fields[name] = field;
      if (hasHexForm(name, field)) fields[`${name}_hex`] = hexText(field);
    } else if (typeof field === 'number' && MODES.has(name)) {
      fields[name] = modeText(field);
    } else {
      fields[name] = jsonData(field);
    }
  }
  if (!isWhole) fields['absent'] = absent;
  return fields;
}

export type JsonFields = Readonly<Record<string, unknown>>;

/** Several parts of one object: what is absent of each is told in one place. */
export function joinFields(...parts: readonly object[]): JsonFields {
  const fields: Record<string, unknown> = Object.assign({}, ...parts) as Record<string, unknown>;
  delete fields['absent'];
  const absent = parts.map((part) => ('absent' in part ? part.absent : undefined));
  const reasons: object = Object.assign({}, ...absent) as object;
  return Object.keys(reasons).length === 0 ? fields : { ...fields, absent: reasons };
}

/** An address under its name, and in hexadecimal beside it. */
export function addressFields(name: string, address: bigint): Readonly<Record<string, unknown>> {
  return { [name]: address, [`${name}_hex`]: hexText(address) };
}

export function hexText(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** A mode as chmod(1) takes it: `0644`. */
export function modeText(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

function hasHexForm(name: string, value: bigint): boolean {
  return ADDRESSES.has(name) || value > SAFE || value < -SAFE;
}

const known = new Map<string, string>();

/** Keys that are no names of ours, such as paths, stay. */
function snakeCase(key: string): string {
  let name = known.get(key);
  if (name === undefined) {
    const isOurs = /^[a-z][a-zA-Z0-9]*$/.test(key);
    name = isOurs ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key;
    if (isOurs) known.set(key, name);
  }
  return name;
}
