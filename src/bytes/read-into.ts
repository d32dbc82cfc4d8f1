import { wasmMemory } from './web-assembly.js';
import { findLackOfMemory } from './lack-of-memory.js';
import { checkRange, fillFromFile, type ByteSource } from './byte-source.js';

/** Bytes of a page of memory. */
const PAGE = 4096;

/** Where large memory of malloc(3) has its first multiple of 64, of which a page of the system is one, too. */
const BEHIND_HEAD = 48;

/**
 * Memory that begins at a page: into other places, reads of a file can take several times as long. Where
 * addresses are limited too much for that (ulimit -v), memory as the system gives it.
 */
export function alignedBytes(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(wasmMemory(size + PAGE).buffer, PAGE, size);
  } catch (error) {
    if (findLackOfMemory(error) === undefined) throw error;
    return new Uint8Array(new ArrayBuffer(size + BEHIND_HEAD), BEHIND_HEAD, size);
  }
}

/**
 * Fills `target` with the bytes from `offset` on, without other memory where the source lies in an open file.
 * @throws CheckpointError `unexpected-eof` when the source ends before
 */
export function readInto(source: ByteSource, offset: number, target: Uint8Array): void {
  const { inFile, place } = source;
  if (inFile === undefined || !('fd' in inFile.file)) {
    target.set(source.read(offset, target.length));
    return;
  }
  checkRange(source, offset, target.length);
  fillFromFile(target, inFile.file.fd, inFile.offset, offset, place);
}
