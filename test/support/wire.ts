import {
  COMMON_MAGIC,
  defaultFraming,
  findKindByName,
  SERVICE_MAGIC,
} from '../../src/criu/image-kinds.js';
import { wordBytes } from '../../src/criu/word.js';

/** A varint of at least `width` bytes. */
export function varint(value: number | bigint, width = 1): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn));
    rest >>= 7n;
  } while (rest > 0n || bytes.length < width);
  return Buffer.from(bytes.map((byte, index) => (index < bytes.length - 1 ? byte | 0x80 : byte)));
}

/** A field that holds a varint. */
export function number(field: number, value: number | bigint, width = 1): Buffer {
  return Buffer.concat([varint(field << 3), varint(value, width)]);
}

/** A field that holds bytes, a text or a message. */
export function delimited(field: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

export function fixed(field: number, size: 4 | 8, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint((field << 3) | (size === 4 ? 5 : 1)), bytes.subarray(0, size)]);
}

/** One entry: its length, its message, and what follows. */
export function entry(message: Uint8Array, payload: Uint8Array = Buffer.alloc(0)): Entry {
  return { message, payload };
}

export interface Entry {
  readonly message: Uint8Array;
  readonly payload: Uint8Array;
}

export interface ImageLayout {
  /** As CRIU writes this kind today, unless told. */
  readonly framing?: 'v1.0' | 'v1.1' | 'service';
  readonly bigEndian?: boolean;
}

/** The bytes of an image of one of CRIU's kinds. */
export function imageBytes(name: string, entries: Entry[], layout: ImageLayout = {}): Buffer {
  const kind = findKindByName(name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  const framing = layout.framing ?? defaultFraming(kind);
  const word = (value: number) => wordBytes(value, layout.bigEndian === true);
  const first = { 'v1.0': [], 'v1.1': [COMMON_MAGIC], service: [SERVICE_MAGIC] }[framing];
  return Buffer.concat([
    ...[...first, kind.magic].map(word),
    ...entries.flatMap(({ message, payload }) => [word(message.length), message, payload]),
  ]);
}
