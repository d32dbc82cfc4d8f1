// Turns protos/*.proto into what src/criu/ works with: a compact field table for the reader and
// writer of messages, and a TypeScript interface for each message. Run by `npm run generate`.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const PROTOS = fileURLToPath(new URL('.', import.meta.url));
const TARGET = fileURLToPath(new URL('../src/criu/', import.meta.url));

/** Scalar types that are BigInt in JavaScript because they can pass 2^53. */
const BIGINT_TYPES = new Set(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64']);

const root = readSchema();
const messages = collect(root, protobuf.Type);
const enums = collect(root, protobuf.Enum);

writeFileSync(join(TARGET, 'schema-table.generated.ts'), tableModule());
writeFileSync(join(TARGET, 'messages.generated.ts'), interfaceModule());

function readSchema() {
  const schema = new protobuf.Root();
  // opts.proto extends FieldOptions, which comes with protobufjs.
  schema.loadSync(descriptorProto(), { keepCase: true });
  for (const file of readdirSync(PROTOS).filter((name) => name.endsWith('.proto'))) {
    protobuf.parse(readFileSync(join(PROTOS, file), 'utf8'), schema, {
      keepCase: true,
      alternateCommentMode: true,
      preferTrailingComment: true,
    });
  }
  return schema.resolveAll();
}

function descriptorProto() {
  return createRequire(import.meta.url).resolve('protobufjs/google/protobuf/descriptor.proto');
}

/** All types of a kind, nested ones included, in the order of their full names. */
function collect(namespace, kind) {
  const found = [];
  for (const child of namespace.nestedArray) {
    if (child.fullName.startsWith('.google')) continue;
    if (child instanceof kind) found.push(child);
    if (child.nestedArray) found.push(...collect(child, kind));
  }
  return found.sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
}

function schemaName(type) {
  return type.fullName.slice(1);
}

/** A line for each message and each enum, of which a program reads those that it needs. */
function tableModule() {
  return [
    '// Made by protos/compile.mjs from protos/*.proto. Do not edit.',
    `export const MESSAGES = ${JSON.stringify(lines(messages, fieldRows))};`,
    `export const ENUMS = ${JSON.stringify(lines(enums, (type) => type.values))};`,
    '',
  ].join('\n');
}

/** `NAME JSON`, each between line breaks. */
function lines(types, contentOf) {
  const all = types.map((type) => `${schemaName(type)} ${JSON.stringify(contentOf(type))}`);
  return `\n${all.join('\n')}\n`;
}

/** Rows of [number, name, type, whether repeated (0 or 1), message or enum that it refers to (or 0), options]. */
function fieldRows(type) {
  return [...type.fieldsArray].sort((a, b) => a.id - b.id).map(fieldRow);
}

/** What is 0 or missing at the end is left out. */
function fieldRow(field) {
  const reference = field.resolvedType;
  const kind = reference instanceof protobuf.Enum ? 'enum' : reference ? 'message' : field.type;
  const rest = [field.repeated ? 1 : 0, reference ? schemaName(reference) : 0, critOptions(field)];
  while (rest.length > 0 && !rest.at(-1)) rest.pop();
  return [field.id, field.name, kind, ...rest];
}

/** What `[(criu).hex = true]` and its like say of a field: how crit's pretty form writes it; and `[packed = true]`. */
function critOptions(field) {
  const found = field.options?.packed === true ? { packed: true } : {};
  for (const option of field.parsedOptions ?? []) {
    if (option['(criu)']) Object.assign(found, option['(criu)']);
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function interfaceModule() {
  const parts = ['// Made by protos/compile.mjs from protos/*.proto. Do not edit.', ''];
  for (const type of messages) {
    parts.push(...docComment(type.comment, ''), `export interface ${typeName(type)} {`);
    for (const field of [...type.fieldsArray].sort((a, b) => a.id - b.id)) {
      parts.push(...docComment(field.comment, '  '), `  ${field.name}?: ${fieldType(field)};`);
    }
    parts.push('}', '');
  }
  parts.push(
    '/** The message types by the names that CRIU gives them. */',
    'export interface Messages {',
  );
  for (const type of messages)
    parts.push(`  ${JSON.stringify(schemaName(type))}: ${typeName(type)};`);
  parts.push('}', '');
  return parts.join('\n');
}

/** `task_core_entry` becomes `TaskCoreEntry`. */
function typeName(type) {
  return schemaName(type)
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function fieldType(field) {
  const single = scalarType(field);
  return field.repeated ? `${single}[]` : single;
}

function scalarType(field) {
  if (field.resolvedType instanceof protobuf.Type) return typeName(field.resolvedType);
  if (field.resolvedType instanceof protobuf.Enum) return 'number';
  if (BIGINT_TYPES.has(field.type)) return 'bigint';
  switch (field.type) {
    case 'string':
      return 'string';
    case 'bytes':
      return 'Uint8Array';
    case 'bool':
      return 'boolean';
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32':
      return 'number';
    default:
      throw new Error(
        `${basename(field.filename ?? '')}: field type ${field.type} is not supported`,
      );
  }
}

function docComment(text, indent) {
  if (!text) return [];
  const lines = text.replaceAll('*/', '* /').split('\n');
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}
