import type { FieldDef } from './schema.js';

/** How a value is told in protobuf's bytes: a varint, 8 bytes, bytes behind their length, 4 bytes. */
export function wireTypeOf(type: FieldDef['type']): 0 | 1 | 2 | 5 {
  switch (type) {
    case 'message':
    case 'string':
    case 'bytes':
      return 2;
    case 'fixed64':
    case 'sfixed64':
      return 1;
    case 'fixed32':
    case 'sfixed32':
      return 5;
    default:
      return 0;
  }
}
