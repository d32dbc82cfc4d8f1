/** A field that protos/ does not know, as it stood in the message. */
export interface UnknownField {
  readonly number: number;
  /** Protobuf wire type: 0 varint, 1 fixed 64 bit, 2 length-delimited, 5 fixed 32 bit. */
  readonly wireType: 0 | 1 | 2 | 5;
  /** Integer for wire types 0, 1 and 5; the bytes for 2. */
  readonly value: bigint | Uint8Array;
}

export const UNKNOWN_FIELDS = Symbol('unknown fields');

export type FieldValue = number | bigint | boolean | string | Uint8Array | Message;

/**
 * A decoded protobuf message: only the fields that were set, under CRIU's names. Integers of 64 bits
 * are bigint, the others numbers, enums numbers, strings with bytes that are not UTF-8 as lone
 * surrogates (see bytes/text.ts).
 */
export interface Message {
  [field: string]: FieldValue | FieldValue[];
  [UNKNOWN_FIELDS]?: UnknownField[];
}
