import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import { decodeText } from '../bytes/text.js';
import { UNKNOWN_FIELDS, type FieldValue, type Message, type UnknownField } from './message.js';
import { messageDef, type FieldDef, type MessageDef, type ScalarType } from './schema.js';
import { wireTypeOf } from './wire-type.js';

/** Deepest nesting of messages; protobuf's own implementations stop there too. */
const MAX_DEPTH = 100;

/** Values of one packed field: the sizes of 64 GiB of compressed pages; each takes a word of memory here. */
const MAX_PACKED = 16 * 1024 ** 2;

/** Numbers of one byte, which most are: each bigint that is made takes memory of its own. */
const SMALL = Array.from({ length: 128 }, (_, value) => BigInt(value));

/**
 * Reads one protobuf message.
 *
 * Follows the wire format, not the schema's wishes: a missing required field stays missing, packed
 * and unpacked repeated fields are both read, the last of several values of a single field counts
 * (several messages are merged), and fields that protos/ does not know are kept under
 * UNKNOWN_FIELDS.
 *
 * @param type message name of protos/, such as `pstree_entry`
 * @param place what `bytes` come from
 * @param offset where in it they begin
 * @throws CheckpointError `invalid-image` at the offset where the bytes stop making sense
 */
export function readMessage(
  type: string,
  bytes: Uint8Array,
  place: Place,
  offset = place.offset ?? 0,
): Message {
  const message: Message = {};
  new MessageReader(bytes, place, offset).message(message, messageDef(type), bytes.length, 0);
  return message;
}

class MessageReader {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly place: Place,
    private readonly offset: number,
  ) {}

  message(message: Message, def: MessageDef, end: number, depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`messages nested deeper than ${MAX_DEPTH}`, this.at);
    while (this.at < end) {
      const start = this.at;
      const tag = this.varint32(end);
      const number = tag >>> 3;
      const wireType = tag & 7;
      if (number === 0) this.fail(`field number 0 in ${def.name}`, start);
      const field = def.byNumber.get(number);
      if (field !== undefined && this.field(message, field, wireType, end, depth)) continue;
      const unknown = this.unknown(number, wireType, end, start, def);
      const others = message[UNKNOWN_FIELDS];
      if (others === undefined) message[UNKNOWN_FIELDS] = [unknown];
      else others.push(unknown);
    }
  }

  /** Reads a known field; false when its wire type is none that the field can have. */
  private field(
    message: Message,
    field: FieldDef,
    wireType: number,
    end: number,
    depth: number,
  ): boolean {
    const expected = wireTypeOf(field.type);
    if (wireType !== expected) {
      if (wireType !== 2 || !field.repeated) return false;
      this.packed(message, field, this.lengthEnd(field.name, end));
      return true;
    }
    const value =
      field.type === 'message'
        ? this.nested(field, message[field.name], end, depth)
        : this.scalar(field.type, field.name, end);
    if (field.repeated) listOf(message, field.name).push(value);
    else message[field.name] = value;
    return true;
  }

  private nested(
    field: FieldDef,
    earlier: Message[string] | undefined,
    end: number,
    depth: number,
  ): Message {
    const message = field.repeated ? {} : ((earlier ?? {}) as Message);
    const innerEnd = this.lengthEnd(field.name, end);
    this.message(message, messageDef(field.reference), innerEnd, depth + 1);
    return message;
  }

  private packed(message: Message, field: FieldDef, end: number): void {
    const list = listOf(message, field.name);
    while (this.at < end) {
      if (list.length >= MAX_PACKED)
        this.fail(`${field.name} has more than ${MAX_PACKED} values`, this.at);
      list.push(this.scalar(field.type as ScalarType, field.name, end));
    }
  }

  private scalar(type: ScalarType | 'enum', name: string, end: number): FieldValue {
    switch (type) {
      case 'uint32':
        return this.varint32(end);
      case 'int32':
      case 'enum':
        return this.varint32(end) | 0;
      case 'sint32': {
        const raw = this.varint32(end);
        return (raw >>> 1) ^ -(raw & 1);
      }
      case 'bool':
        return this.varint64(end) !== 0n;
      case 'uint64':
        return this.varint64(end);
      case 'int64':
        return BigInt.asIntN(64, this.varint64(end));
      case 'sint64': {
        const raw = this.varint64(end);
        return BigInt.asIntN(64, (raw >> 1n) ^ -(raw & 1n));
      }
      case 'fixed32':
        return Number(this.fixed(4, end));
      case 'sfixed32':
        return Number(BigInt.asIntN(32, this.fixed(4, end)));
      case 'fixed64':
        return this.fixed(8, end);
      case 'sfixed64':
        return BigInt.asIntN(64, this.fixed(8, end));
      case 'string':
        return decodeText(this.delimited(name, end));
      case 'bytes':
        return this.delimited(name, end);
    }
  }

  private unknown(
    number: number,
    wireType: number,
    end: number,
    start: number,
    def: MessageDef,
  ): UnknownField {
    switch (wireType) {
      case 0:
        return { number, wireType, value: this.varint64(end) };
      case 1:
        return { number, wireType, value: this.fixed(8, end) };
      case 2:
        return { number, wireType, value: this.delimited(`field ${number}`, end) };
      case 5:
        return { number, wireType, value: this.fixed(4, end) };
      default:
        return this.fail(
          `field ${number} of ${def.name} has the unusable wire type ${wireType}`,
          start,
        );
    }
  }

  private delimited(name: string, end: number): Uint8Array {
    const to = this.lengthEnd(name, end);
    const content = this.bytes.subarray(this.at, to);
    this.at = to;
    return content;
  }

  /** Reads a length and tells where the content that follows it ends. */
  private lengthEnd(name: string, end: number): number {
    const start = this.at;
    const length = this.varint64(end);
    if (length > BigInt(end - this.at)) {
      this.fail(`${name} says ${length.toString()} bytes where ${end - this.at} are left`, start);
    }
    return this.at + Number(length);
  }

  private fixed(length: 4 | 8, end: number): bigint {
    if (this.at + length > end) this.fail('message ends inside a number', this.at);
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, length);
    this.at += length;
    return length === 4 ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true);
  }

  /** The low 32 bits of a varint, unsigned; negative numbers take ten bytes on the wire. */
  private varint32(end: number): number {
    const first = this.at < end ? (this.bytes[this.at] ?? 0) : 0x80;
    if (first < 0x80) {
      this.at++;
      return first;
    }
    let value = 0;
    const start = this.at;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) this.fail('message ends inside a number', start);
      const byte = this.bytes[this.at++] ?? 0;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    return this.fail('a number is longer than ten bytes', start);
  }

  private varint64(end: number): bigint {
    const first = this.at < end ? SMALL[this.bytes[this.at] ?? 0] : undefined;
    if (first !== undefined) {
      this.at++;
      return first;
    }
    const start = this.at;
    let low = 0;
    // Almost every number is short: stay with plain arithmetic up to 49 bits.
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      if (this.at >= end) this.fail('message ends inside a number', start);
      const byte = this.bytes[this.at++] ?? 0;
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      if (this.at >= end) this.fail('message ends inside a number', start);
      const byte = this.bytes[this.at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return this.fail('a number is longer than ten bytes', start);
  }

  private fail(sentence: string, at: number): never {
    throw new CheckpointError('invalid-image', sentence, {
      ...this.place,
      offset: this.offset + at,
    });
  }
}

function listOf(message: Message, name: string): FieldValue[] {
  const list = message[name];
  if (Array.isArray(list)) return list;
  return (message[name] = []);
}
