import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';

/** A field as testdata/criu-schema.json tells of it. `kind` is set when `type` is not a scalar. */
interface FieldFacts {
  name: string;
  number: number;
  label: 'required' | 'optional' | 'repeated';
  type: string;
  kind?: 'message' | 'enum';
  default?: string;
  crit?: Record<string, boolean | string>;
}

interface FileFacts {
  package: string;
  imports: string[];
  messages: Record<string, FieldFacts[]>;
  enums: Record<string, Record<string, number>>;
}

interface ImageFacts {
  images: Record<string, { message?: string | null }>;
}

const PROTOS = new URL('../../protos/', import.meta.url);
const TESTDATA = new URL('../../testdata/', import.meta.url);
const PROTOBUFJS = new URL('../../node_modules/protobufjs/', import.meta.url);
const CRIT_OPTION = '(criu).';

/** How a comment says that CRIU 4.2 did not have it. */
const AFTER_4_2 = 'After CRIU 4.2.';

const NEW_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  'userns.proto': ['binfmt-misc.proto'],
};

/** Fields of criu-dev of August 2026 by file and message. */
const NEWER: [string, string, ...string[]][] = [
  ['core.proto', 'thread_core_entry', '17 timerslack_ns optional uint64'],
  [
    'core-aarch64.proto',
    'user_aarch64_gcs_entry',
    '1 gcspr_el0 required uint64 hex',
    '2 features_enabled required uint64 hex',
  ],
  ['core-aarch64.proto', 'thread_info_aarch64', '6 gcs optional user_aarch64_gcs_entry'],
  ['pipe.proto', 'pipe_entry', '5 uid optional uint32', '6 gid optional uint32'],
  [
    'sk-packet.proto',
    'sk_ucred_entry',
    '1 uid required uint32',
    '2 gid required uint32',
    '3 pid required uint32',
  ],
  ['sk-packet.proto', 'sk_packet_entry', '128 ucred optional sk_ucred_entry'],
  ['userns.proto', 'userns_entry', '3 binfmt_misc repeated binfmt_misc_entry'],
  [
    'rpc.proto',
    'criu_opts',
    '72 image_io_mode optional criu_image_io_mode',
    '73 compress optional uint32',
    '74 compress_acceleration optional uint32',
    '75 compress_region_size optional uint32',
    '76 decompress_threads optional uint32',
  ],
  ['rpc.proto', 'criu_features', '4 mem_compression optional bool'],
  [
    'inventory.proto',
    'inventory_entry',
    '15 compress optional uint32',
    '16 compress_region_size optional uint32',
  ],
  [
    'pagemap.proto',
    'pagemap_entry',
    '6 compressed_size repeated uint32',
    '7 total_compressed_size optional uint64',
    '8 region_pages optional uint32',
  ],
  [
    'pagemap.proto',
    'pagemap_blocks',
    '1 block_sizes repeated uint32',
    '2 total_payload_size optional uint64',
    '3 pages_per_block optional uint32',
  ],
];

const schema = readJson('criu-schema.json') as Record<string, FileFacts>;
const images = readJson('criu-images.json') as ImageFacts;
const fileNames = readdirSync(PROTOS).filter((name) => name.endsWith('.proto'));
const parsed = new Map(fileNames.map((name) => [name, parseProto(name)]));

describe('protos/', () => {
  test('has the files of CRIU and no others', () => {
    expect([...fileNames].sort()).toEqual(Object.keys(schema).sort());
  });

  test.each(Object.keys(schema))('%s says what CRIU 4.2 says', (name) => {
    const file = parsed.get(name);
    if (file === undefined) throw new Error(`${name} is missing`);
    const facts = fileFacts(file, false);
    const newImports = NEW_IMPORTS[name] ?? [];
    const imports = facts.imports.filter((each) => !newImports.includes(each));
    expect({ ...facts, imports }).toEqual(schema[name]);
  });

  test.each(NEWER)('what came after CRIU 4.2 is marked: %s', (name, message, ...fields) => {
    const file = parsed.get(name);
    if (file === undefined) throw new Error(`${name} is missing`);
    const older = fileFacts(file, false).messages[message] ?? [];
    const all = fileFacts(file, true).messages[message] ?? [];
    const newer = all
      .slice(older.length)
      .map(({ number, name: field, label, type, crit }) =>
        [number, field, label, type, ...Object.keys(crit ?? {})].join(' '),
      );
    expect(newer).toEqual(fields);
  });

  test('is complete: every type resolves', () => {
    const root = new protobuf.Root();
    root.resolvePath = (_origin, target) =>
      fileURLToPath(new URL(target, target.startsWith('google/') ? PROTOBUFJS : PROTOS));
    root.loadSync(fileNames, { keepCase: true }).resolveAll();
    expect(root.lookupType('file_entry').fields['reg']?.resolvedType?.name).toBe('reg_file_entry');
  });

  test('declares the field option of crit under its number', () => {
    const option = parsed.get('opts.proto')?.root.get('criu');
    expect(option?.toJSON()).toMatchObject({
      type: 'CRIU_Opts',
      id: 1018,
      extend: 'google.protobuf.FieldOptions',
    });
  });

  test('has the message of every image', () => {
    const named = Object.values(images.images).flatMap(
      ({ message }) => message?.match(/\b\w+_(?:entry|head)\b/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(50);
    const known = new Set([...parsed.values()].flatMap(({ root }) => names(root, protobuf.Type)));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('explains every file, message and enumeration', () => {
    const mute = [...parsed].flatMap(([name, { root, text }]) => [
      ...(text.startsWith('// ') ? [] : [name]),
      ...declarations(root)
        .filter(({ declared }) => declared.comment === null)
        .map(({ path }) => `${name}: ${path}`),
    ]);
    expect(mute).toEqual([]);
  });
});

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, TESTDATA), 'utf8'));
}

function parseProto(name: string) {
  const text = readFileSync(new URL(name, PROTOS), 'utf8');
  const result = protobuf.parse(text, { keepCase: true, alternateCommentMode: true });
  return { text, ...result };
}

type ParsedProto = ReturnType<typeof parseProto>;

interface Declaration {
  /** The name, with that of the message around it: `core_entry.march`. */
  path: string;
  declared: protobuf.Type | protobuf.Enum;
}

/** Messages and enumerations of a file, the nested ones too. */
function declarations(within: protobuf.NamespaceBase, prefix = ''): Declaration[] {
  return within.nestedArray.flatMap((declared) => {
    const path = prefix + declared.name;
    if (declared instanceof protobuf.Enum) return [{ path, declared }];
    if (declared instanceof protobuf.Type) {
      return [{ path, declared }, ...declarations(declared, `${path}.`)];
    }
    return [];
  });
}

function names(root: protobuf.Root, kind: typeof protobuf.Type | typeof protobuf.Enum): string[] {
  return declarations(root)
    .filter(({ declared }) => declared instanceof kind)
    .map(({ path }) => path);
}

/** @param newer whether what CRIU 4.2 did not have counts */
function fileFacts(
  { root, imports, package: packageName }: ParsedProto,
  newer: boolean,
): FileFacts {
  const counts = ({ comment }: protobuf.ReflectionObject) =>
    newer || comment?.includes(AFTER_4_2) !== true;
  const facts: FileFacts = {
    package: packageName ?? '',
    imports: imports ?? [],
    messages: {},
    enums: {},
  };
  for (const { path, declared } of declarations(root)) {
    if (!counts(declared)) continue;
    if (declared instanceof protobuf.Enum) facts.enums[path] = { ...declared.values };
    else
      facts.messages[path] = declared.fieldsArray
        .filter(counts)
        .map((field) => fieldFacts(field, path));
  }
  return facts;
}

function fieldFacts(field: protobuf.Field, message: string): FieldFacts {
  const { type, kind } = typeOf(field, message);
  const facts: FieldFacts = { name: field.name, number: field.id, label: labelOf(field), type };
  if (kind !== undefined) facts.kind = kind;
  const options: Record<string, unknown> = field.options ?? {};
  for (const [option, value] of Object.entries(options)) {
    if (option === 'packed') continue;
    if (option === 'default') facts.default = String(value);
    else if (option.startsWith(CRIT_OPTION) && isCritValue(value)) {
      facts.crit = { ...facts.crit, [option.slice(CRIT_OPTION.length)]: value };
    } else throw new Error(`${message}.${field.name}: unknown option ${option}`);
  }
  return facts;
}

/** `rule` is what stands in the file; `required` and `repeated` are not known before resolving. */
function labelOf({ rule }: protobuf.Field): FieldFacts['label'] {
  return rule === 'required' || rule === 'repeated' ? rule : 'optional';
}

function isCritValue(value: unknown): value is boolean | string {
  return typeof value === 'boolean' || typeof value === 'string';
}

/** The type as seen from outside of the message, and whether it is a message or an enumeration. */
function typeOf(field: protobuf.Field, message: string): Pick<FieldFacts, 'type' | 'kind'> {
  const nested = `${message}.${field.type}`;
  for (const { root } of parsed.values()) {
    const enums = names(root, protobuf.Enum);
    if (enums.includes(nested)) return { type: nested, kind: 'enum' };
    if (enums.includes(field.type)) return { type: field.type, kind: 'enum' };
    const types = names(root, protobuf.Type);
    if (types.includes(field.type)) return { type: field.type, kind: 'message' };
  }
  return { type: field.type };
}
