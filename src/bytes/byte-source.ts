import { readSync } from 'node:fs';
import { CheckpointError, type Place } from './checkpoint-error.js';
import { fileError } from './file-error.js';
import type { BlockTable } from './packed/block-table.js';
import type { SparseMap } from './sparse-map.js';

/** Random access to a run of bytes. Reading is synchronous: a local file answers from the page cache. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** What the bytes are, for error messages. */
  readonly place: Place;
  /** Set where parts of it are holes, which read as zeros: which parts are not. */
  readonly sparse?: SparseMap;
  /** What its parts that are no holes lie in, one behind the other. */
  readonly stored?: ByteSource;
  /** Set where the bytes lie one after the other in an open file: which, and from where on. */
  readonly inFile?: FileRange;
  /** Set where the bytes are stored in blocks, each of which can be damaged by itself. */
  readonly packed?: PackedBytes;
  /**
   * Exactly `length` bytes from `offset` on. The result may share memory with the source.
   * @throws CheckpointError `unexpected-eof` when the source ends before
   */
  read(offset: number, length: number): Uint8Array;
  /** Set where the bytes can be had without memory of their own: the same into memory that is there. */
  fill?(offset: number, target: Uint8Array): void;
}

/** A place in a file, for those who read it by themselves, such as other threads. */
export interface FileRange {
  /** An open file, or the path (bytes) of one that is opened when it is needed. */
  readonly file: { readonly fd: number } | { readonly path: Uint8Array };
  readonly offset: number;
}

/** Bytes that are stored in blocks, most of them compressed. Offsets count in what the blocks make. */
export interface PackedBytes {
  /** What the blocks are stored in. */
  readonly stored: ByteSource;
  /**
   * Fills `target` with the bytes from `offset` on, and with zeros in place of what is damaged.
   * @returns the parts that are lost, ascending
   */
  fill(offset: number, target: Uint8Array): readonly Gap[];
  /** The blocks that have a part of a range, for who unpacks them by himself. */
  blocksWithin(offset: number, length: number): BlockTable;
  placeOf(offset: number): BlockPlace;
  /** For damage that someone else has found. */
  tellDamage(offset: number): void;
}

/** Bytes from `start` up to `end` that cannot be had. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Where the block is stored that a byte is of. */
export interface BlockPlace {
  /** Where it begins; of one that is stored as it is, where the byte is. */
  readonly offset: number;
  /** Number of the byte in the block once it is unpacked; undefined if it is stored as it is. */
  readonly inBlock: number | undefined;
}

/** Bytes that lie in memory. */
export function memorySource(bytes: Uint8Array, place: Place): ByteSource {
  return {
    size: bytes.length,
    place,
    read(offset, length) {
      checkRange(this, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/**
 * An open file, or `size` bytes of it from `start` on. The caller closes `fd`. Without a `start`, `size`
 * is what fstat told when it was opened.
 */
export function fileSource(fd: number, size: number, place: Place, start = 0): ByteSource {
  return {
    size,
    place,
    inFile: { file: { fd }, offset: start },
    read(offset, length) {
      checkRange(this, offset, length);
      const bytes = new Uint8Array(length);
      fillFromFile(bytes, fd, start, offset, place);
      return bytes;
    },
  };
}

/** `length` bytes of `parent` from `start` on, with offsets counted from `start`. */
export function subSource(
  parent: ByteSource,
  start: number,
  length: number,
  place: Place,
): ByteSource {
  const { inFile } = parent;
  return {
    size: length,
    place,
    ...(inFile !== undefined && { inFile: { ...inFile, offset: inFile.offset + start } }),
    read(offset, count) {
      checkRange(this, offset, count);
      if (start + offset + count > parent.size) {
        throw unexpectedEof(place, Math.max(parent.size - start, 0));
      }
      return parent.read(start + offset, count);
    },
  };
}

/** The error of bytes that end at `offset` although more were promised. */
export function unexpectedEof(place: Place, offset: number): CheckpointError {
  return new CheckpointError('unexpected-eof', 'unexpected EOF', { ...place, offset });
}

/**
 * Fills `bytes` from a file, in which `offset` counts from `start` on.
 * @throws CheckpointError `unexpected-eof` when the file ends before
 */
export function fillFromFile(
  bytes: Uint8Array,
  fd: number,
  start: number,
  offset: number,
  place: Place,
): void {
  for (let done = 0; done < bytes.length;) {
    const position = start + offset + done;
    const count = readSome(fd, bytes.subarray(done), position, place);
    if (count === 0) throw unexpectedEof(place, offset + done);
    done += count;
  }
}

function readSome(fd: number, bytes: Uint8Array, position: number, place: Place): number {
  try {
    return readSync(fd, bytes, 0, bytes.length, position);
  } catch (error) {
    throw fileError('read', place.file ?? '', error);
  }
}

/** @throws CheckpointError `unexpected-eof` unless the source has these bytes */
export function checkRange(source: ByteSource, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > source.size) {
    throw unexpectedEof(source.place, source.size);
  }
}
