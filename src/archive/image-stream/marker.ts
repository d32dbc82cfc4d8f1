import { decodeText } from '../../bytes/text.js';

/**
 * What stands between the pieces of an image stream, as criu-image-streamer writes it: a length of four bytes,
 * little-endian, and a message of protobuf with a number (`seq`, 1) and one of `filename` (2), `file_data` (3),
 * `file_eof` (4) and `image_eof` (5).
 */
export interface Marker {
  /** Ascends by one from 0; of several shards of a stream each has some of the numbers. */
  readonly seq: number;
  readonly body: MarkerBody;
}

export type MarkerBody =
  /** The file that the next markers are about. */
  | { readonly kind: 'filename'; readonly name: string }
  /** So many bytes of it follow. */
  | { readonly kind: 'data'; readonly length: number }
  | { readonly kind: 'file-eof' }
  | { readonly kind: 'image-eof' };

/** The streamer itself takes no longer ones. */
export const MAX_MARKER = 10 * 1024;

/** Bytes of the length before a marker. */
export const LENGTH_BYTES = 4;

/** The message of a marker; undefined for anything else. */
export function parseMarker(bytes: Uint8Array): Marker | undefined {
  let seq = 0;
  let body: MarkerBody | undefined;
  for (let offset = 0; offset < bytes.length;) {
    const tag = bytes[offset] ?? 0;
    const number = readVarint(bytes, offset + 1);
    if (number === undefined) return undefined;
    const { value } = number;
    offset = number.end;
    if (tag === 1 << 3) seq = value;
    else if (body !== undefined) return undefined;
    else if (tag === ((2 << 3) | 2)) {
      if (value === 0 || offset + value > bytes.length) return undefined;
      body = { kind: 'filename', name: decodeText(bytes.subarray(offset, offset + value)) };
      offset += value;
    } else if (tag === 3 << 3) body = { kind: 'data', length: value };
    else if (tag === 4 << 3) body = { kind: 'file-eof' };
    else if (tag === 5 << 3) body = { kind: 'image-eof' };
    else return undefined;
  }
  return body && { seq, body };
}

/** Whether an image stream begins with these bytes, some hundreds at best. No tar does: its first name ends in NULs. */
export function isImageStream(first: Uint8Array): boolean {
  if (first.length < LENGTH_BYTES) return false;
  const length = lengthOf(first);
  const marker = first.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  return length > 0 && marker.length === length && parseMarker(marker) !== undefined;
}

export function lengthOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getUint32(0, true);
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let offset = start; offset < bytes.length && scale <= Number.MAX_SAFE_INTEGER; offset++) {
    const byte = bytes[offset] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, end: offset + 1 } : undefined;
    scale *= 128;
  }
  return undefined;
}
