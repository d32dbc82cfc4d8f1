import fc, { type Arbitrary } from 'fast-check';
import { decodeText } from '../../src/bytes/text.js';
import { imageKinds, type ImageKind } from '../../src/criu/image-kinds.js';
import { UNKNOWN_FIELDS, type FieldValue, type Message } from '../../src/criu/message.js';
import { enumDef, messageDef, type FieldDef } from '../../src/criu/schema.js';
import { wordBytes } from '../../src/criu/word.js';
import { writeMessage } from '../../src/criu/write-message.js';
import { entry, imageBytes, type Entry, type ImageLayout } from './wire.js';

/** Any text; of `unit: 'binary'`, which says the same, fast-check makes a table of all of Unicode first. */
export const anyText: Arbitrary<string> = fc
  .array(fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff })))
  .map((points) => String.fromCodePoint(...points));

/** Messages of one type of protos/, unknown fields included. */
export function messages(type: string, depth = 0): Arbitrary<Message> {
  const def = messageDef(type);
  const fields = def.fields.filter((field) => field.type !== 'message' || depth < 3);
  const model = Object.fromEntries(fields.map((field) => [field.name, fieldValues(field, depth)]));
  const known = fc.record(model, { requiredKeys: [] });
  const other = fc.record({
    number: fc.integer({ min: 1, max: 2 ** 29 - 1 }),
    content: contents(),
  });
  const others = fc.array(other, { maxLength: 2 }).map((list) =>
    list
      .filter(({ number }) => !def.byNumber.has(number))
      .map(({ number, content }) => ({ number, ...content }))
      .sort((a, b) => a.number - b.number),
  );
  return fc.tuple(known, fc.option(others, { freq: 5, nil: [] })).map(([message, unknown]) => ({
    ...(message as Message),
    ...(unknown.length > 0 && { [UNKNOWN_FIELDS]: unknown }),
  }));
}

function contents() {
  return fc.oneof(
    fc.record({ wireType: fc.constant(0 as const), value: fc.bigInt(0n, 2n ** 64n - 1n) }),
    fc.record({ wireType: fc.constant(1 as const), value: fc.bigInt(0n, 2n ** 64n - 1n) }),
    fc.record({ wireType: fc.constant(2 as const), value: fc.uint8Array() }),
    fc.record({ wireType: fc.constant(5 as const), value: fc.bigInt(0n, 2n ** 32n - 1n) }),
  );
}

function fieldValues(field: FieldDef, depth: number): Arbitrary<FieldValue | FieldValue[]> {
  const single = values(field, depth);
  return field.repeated ? fc.array(single, { minLength: 1, maxLength: 5 }) : single;
}

function values(field: FieldDef, depth: number): Arbitrary<FieldValue> {
  switch (field.type) {
    case 'message':
      return messages(field.reference, depth + 1);
    case 'string':
      return fc.oneof(anyText, fc.uint8Array().map(decodeText));
    case 'bytes':
      return fc.uint8Array({ maxLength: 200 });
    case 'bool':
      return fc.boolean();
    case 'enum':
      return fc.oneof(fc.constantFrom(...enumDef(field.reference).byNumber.keys()), int32());
    case 'uint32':
    case 'fixed32':
      return fc.oneof(fc.nat(100), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
    case 'int32':
    case 'sint32':
    case 'sfixed32':
      return int32();
    case 'uint64':
    case 'fixed64':
      return fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 2n ** 64n - 1n));
    default:
      return fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
  }
}

function int32(): Arbitrary<number> {
  return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
}

/** The bytes of images of one kind, with contents that fit, in any framing and byte order. */
export function images(kind: ImageKind): Arbitrary<Buffer> {
  const layouts: Arbitrary<ImageLayout> = fc.record(
    { framing: fc.constantFrom('v1.0', 'v1.1', 'service'), bigEndian: fc.boolean() },
    { requiredKeys: [] },
  );
  return layouts.chain((layout) =>
    entries(kind, layout.bigEndian === true).map((list) => imageBytes(kind.name, list, layout)),
  );
}

/** All kinds, for `test.each`. */
export const KINDS = imageKinds().map((kind) => [kind.name, kind] as const);

function entries(kind: ImageKind, bigEndian: boolean): Arbitrary<Entry[]> {
  const data = fc.uint8Array({ maxLength: 300 });
  const filled = (type: string, size: (bytes: Uint8Array) => Message) =>
    fc
      .tuple(messages(type), data)
      .map(([message, bytes]) => entry(writeMessage(type, { ...message, ...size(bytes) }), bytes));
  const plain = (type: string) =>
    messages(type).map((message) => entry(writeMessage(type, message)));
  const several = (each: Arbitrary<Entry>) => fc.array(each, { maxLength: 3 });
  switch (kind.payload) {
    case 'none': {
      const rest = several(plain(kind.message));
      const first = plain(kind.firstMessage ?? kind.message);
      return fc.option(fc.tuple(first, rest), { nil: undefined }).map((all) => all?.flat() ?? []);
    }
    case 'ghost': {
      const whole = filled(kind.message, () => ({ chunks: false })).map((only) => [only]);
      const head = messages(kind.message).map((message) =>
        entry(writeMessage(kind.message, { ...message, chunks: true })),
      );
      const chunk = filled('ghost_chunk_entry', (bytes) => ({ len: BigInt(bytes.length) }));
      return fc.oneof(
        whole,
        fc.tuple(head, several(chunk)).map((all) => all.flat()),
      );
    }
    case 'queues':
      return several(
        filled(kind.message, (bytes) => ({
          inq_len: bytes.length >> 1,
          outq_len: (bytes.length + 1) >> 1,
        })),
      );
    case 'semaphores':
      return several(
        fc
          .tuple(messages(kind.message), fc.nat(9), fc.uint8Array({ minLength: 24, maxLength: 24 }))
          .map(([message, nsems, bytes]) =>
            entry(
              writeMessage(kind.message, { ...message, nsems }),
              bytes.subarray(0, 8 * Math.ceil(nsems / 4)),
            ),
          ),
      );
    case 'messages':
      return several(
        fc
          .tuple(messages(kind.message), fc.array(queuedMessage(bigEndian), { maxLength: 3 }))
          .map(([message, list]) =>
            entry(
              writeMessage(kind.message, { ...message, qnum: list.length }),
              Buffer.concat(list),
            ),
          ),
      );
    case 'sized':
      return several(
        filled(kind.message, (bytes) => sizes(kind, bytes.length)).map(padSegment(kind)),
      );
  }
}

function queuedMessage(bigEndian: boolean): Arbitrary<Buffer> {
  return fc.tuple(messages('ipc_msg'), fc.uint8Array({ maxLength: 40 })).map(([message, bytes]) => {
    const msize = Math.max(bytes.length - 7, 0);
    const header = writeMessage('ipc_msg', { ...message, msize });
    const body = Buffer.alloc(8 * Math.ceil(msize / 8));
    body.set(bytes.subarray(0, body.length));
    return Buffer.concat([wordBytes(header.length, bigEndian), header, body]);
  });
}

function sizes(kind: ImageKind, size: number): Message {
  switch (kind.message) {
    case 'sk_packet_entry':
      return { length: size };
    case 'bpfmap_data_entry':
      return { keys_bytes: size >> 1, values_bytes: (size + 1) >> 1 };
    case 'ipc_shm_entry':
      return { size: BigInt(size), in_pagemaps: false };
    default:
      return { bytes: size };
  }
}

/** Shared segments take whole words. */
function padSegment(kind: ImageKind) {
  return ({ message, payload }: Entry): Entry => {
    if (kind.message !== 'ipc_shm_entry') return { message, payload };
    return entry(message, Buffer.concat([payload, Buffer.alloc(-payload.length & 3, 0x5a)]));
  };
}
