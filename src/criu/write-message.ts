import { encodeText } from '../bytes/text.js';
import { UNKNOWN_FIELDS, type FieldValue, type Message, type UnknownField } from './message.js';
import { messageDef, type FieldDef } from './schema.js';

/**
 * Writes one protobuf message as protobuf-c does for CRIU: fields ascending by number, shortest
 * varints, repeated fields unpacked unless protos/ says otherwise. Unknown fields take their place by number.
 *
 * @param type message name of protos/
 */
export function writeMessage(type: string, message: Message): Uint8Array {
  const writer = new MessageWriter();
  writer.message(type, message);
  return writer.bytes();
}

const NONE: readonly UnknownField[] = [];

class MessageWriter {
  private buffer = new Uint8Array(256);
  private length = 0;

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  message(type: string, message: Message): void {
    const others = message[UNKNOWN_FIELDS] ?? NONE;
    const unknown = others.length === 0 ? NONE : [...others].sort((a, b) => a.number - b.number);
    let next = 0;
    for (const field of messageDef(type).fields) {
      for (; (unknown[next]?.number ?? Infinity) < field.number; next++)
        this.unknown(unknown[next]);
      const value = message[field.name];
      if (value === undefined) continue;
      if (!Array.isArray(value)) this.field(field, value);
      else if (field.packed) this.packed(field, value);
      else for (const single of value) this.field(field, single);
    }
    for (; next < unknown.length; next++) this.unknown(unknown[next]);
  }

  private field(field: FieldDef, value: FieldValue): void {
    switch (field.type) {
      case 'message':
        this.nested(field, value as Message);
        return;
      case 'bytes':
        this.delimited(field.number, value as Uint8Array);
        return;
      case 'string':
        this.delimited(field.number, encodeText(value as string));
        return;
      case 'fixed32':
      case 'sfixed32':
        this.fixed(field.number, 5, BigInt(value as number));
        return;
      case 'fixed64':
      case 'sfixed64':
        this.fixed(field.number, 1, value as bigint);
        return;
      case 'sint32':
      case 'sint64': {
        const signed = BigInt(value as number | bigint);
        this.tag(field.number, 0);
        this.varint((signed << 1n) ^ (signed >> 63n));
        return;
      }
      default:
        this.tag(field.number, 0);
        this.varint(typeof value === 'boolean' ? Number(value) : (value as number | bigint));
    }
  }

  private nested(field: FieldDef, message: Message): void {
    this.inDelimited(field.number, () => {
      this.message(field.reference, message);
    });
  }

  /** Only unsigned numbers are packed in CRIU's messages. */
  private packed(field: FieldDef, values: readonly FieldValue[]): void {
    if (values.length === 0) return;
    this.inDelimited(field.number, () => {
      for (const value of values) this.varint(value as number | bigint);
    });
  }

  /** The length stands first but is known last: make room for it then. */
  private inDelimited(number: number, write: () => void): void {
    this.tag(number, 2);
    const start = this.length;
    write();
    const end = this.length;
    this.varint(end - start);
    const prefix = this.buffer.slice(end, this.length);
    this.buffer.copyWithin(start + prefix.length, start, end);
    this.buffer.set(prefix, start);
  }

  private unknown(field: UnknownField | undefined): void {
    if (field === undefined) return;
    if (field.value instanceof Uint8Array) {
      this.delimited(field.number, field.value);
    } else if (field.wireType === 0) {
      this.tag(field.number, 0);
      this.varint(field.value);
    } else {
      this.fixed(field.number, field.wireType === 1 ? 1 : 5, field.value);
    }
  }

  private delimited(number: number, content: Uint8Array): void {
    this.tag(number, 2);
    this.varint(content.length);
    this.reserve(content.length);
    this.buffer.set(content, this.length);
    this.length += content.length;
  }

  private fixed(number: number, wireType: 1 | 5, value: bigint): void {
    this.tag(number, wireType);
    this.reserve(8);
    const view = new DataView(this.buffer.buffer, this.length);
    if (wireType === 1) view.setBigUint64(0, BigInt.asUintN(64, value), true);
    else view.setUint32(0, Number(BigInt.asUintN(32, value)), true);
    this.length += wireType === 1 ? 8 : 4;
  }

  private tag(number: number, wireType: number): void {
    this.varint(number * 8 + wireType);
  }

  private varint(value: number | bigint): void {
    this.reserve(10);
    // Almost every number is short and positive: stay with plain arithmetic for those.
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
      let rest = Number(value);
      for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 0x80);
      for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
      this.byte(rest);
    } else {
      let rest = BigInt.asUintN(64, BigInt(value));
      for (; rest > 0x7fn; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80);
      this.byte(Number(rest));
    }
  }

  private byte(value: number): void {
    this.buffer[this.length++] = value;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + count));
    grown.set(this.bytes());
    this.buffer = grown;
  }
}
