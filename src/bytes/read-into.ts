import { wasmMemory } from './web-assembly.js';
import { findLackOfMemory } from './lack-of-memory.js';
import { checkRange, fillFromFile, type ByteSource, type Gap } from './byte-source.js';

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
  if (source.fill !== undefined) {
    source.fill(offset, target);
  } else if (inFile !== undefined && 'fd' in inFile.file) {
    checkRange(source, offset, target.length);
    fillFromFile(target, inFile.file.fd, inFile.offset, offset, place);
  } else {
    target.set(source.read(offset, target.length));
  }
}

/**
 * As readInto, but damage of single blocks costs only what lies in them: there the target has zeros.
 * @returns the parts of the source that are lost, ascending
 */
export function readIntact(source: ByteSource, offset: number, target: Uint8Array): readonly Gap[] {
  if (source.packed !== undefined) return source.packed.fill(offset, target);
  readInto(source, offset, target);
  return [];
}

/** A range in parts, each of which is lost or wholly there. */
export function* aroundGaps(
  { start, end }: Gap,
  gaps: readonly Gap[],
): Generator<Gap & { readonly isLost: boolean }> {
  let at = start;
  for (const gap of gaps) {
    if (gap.start > at) yield { start: at, end: gap.start, isLost: false };
    yield { ...gap, isLost: true };
    at = gap.end;
  }
  if (at < end) yield { start: at, end, isLost: false };
}
