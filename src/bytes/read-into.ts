import { webAssembly } from './web-assembly.js';
import { checkRange, fillFromFile, type ByteSource } from './byte-source.js';

/** Bytes of a page of memory. */
const PAGE = 4096;

/** Of a page of WebAssembly memory. */
const WASM_PAGE = 65536;

/** Memory that begins at a page: into other places, reads of a file can take several times as long. */
export function alignedBytes(size: number): Uint8Array<ArrayBuffer> {
  const pages = Math.ceil((size + PAGE) / WASM_PAGE);
  return new Uint8Array(
    new webAssembly.Memory({ initial: pages, maximum: pages }).buffer,
    PAGE,
    size,
  );
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
