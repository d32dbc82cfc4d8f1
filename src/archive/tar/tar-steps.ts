import { unexpectedEof } from '../../bytes/byte-source.js';
import type { Place } from '../../bytes/checkpoint-error.js';
import { checkMemberCount } from '../limits.js';
import { BLOCK_SIZE, type HeaderBlock, isZeroBlock, parseHeaderBlock } from './header-block.js';
import { hasData, isMember, memberOf } from './member-of-header.js';
import { HeaderOverlay } from './overlay.js';
import { readSparseMap } from './read-sparse-map.js';
import { invalidHeader } from './tar-error.js';
import type { TarContext, TarEntry, TarSteps } from './walk-step.js';

/**
 * Walks a tar: ustar, PAX, GNU, v7. A block of zeros ends it, or its end on a block boundary; what
 * lies behind is not looked at.
 * @throws CheckpointError `invalid-tar`, `unexpected-eof`, `limit`
 */
export function* tarSteps(context: TarContext): TarSteps<void> {
  const overlay = new HeaderOverlay(context.place);
  let offset = 0;
  for (let count = 0; ; count++) {
    checkMemberCount(count, context.limits, context.place);
    const found = yield* nextMember(offset, overlay, context);
    if (found === undefined) return;
    if (found.entry !== undefined) yield { kind: 'entry', entry: found.entry };
    offset = found.next;
  }
}

/** The next header that stands for itself, and its member, with what the headers before it say of it. */
function* nextMember(
  start: number,
  overlay: HeaderOverlay,
  context: TarContext,
): TarSteps<{ entry?: TarEntry; next: number } | undefined> {
  const { place } = context;
  for (let offset = start; ;) {
    const block = yield { kind: 'read', offset, length: BLOCK_SIZE };
    if (block.length === 0 && offset === start) return undefined;
    if (block.length < BLOCK_SIZE) throw unexpectedEof(place, offset + block.length);
    if (isZeroBlock(block)) return undefined;
    const written = parseHeaderBlock(block, place, offset);
    const data = offset + BLOCK_SIZE;
    if (overlay.takes(written.type)) {
      const length = sizeOf(written, place, offset);
      overlay.take(written.type, yield* readHeaderData(data, length, context), offset);
      offset = data + padded(length);
      continue;
    }
    const { header, records } = overlay.apply(written);
    // The size of what has no data never matters, even if it is none.
    const size = hasData(header) ? sizeOf(header, place, offset) : 0;
    if (!isMember(header)) return { next: data + padded(size) };
    const sparse = yield* readSparseMap({ header, records, block, data, size, offset }, context);
    const member = memberOf(header, sparse?.name, sparse?.map.size ?? size);
    if (sparse === undefined) {
      return { entry: { member, start: data, stored: size }, next: data + padded(size) };
    }
    const { map, start: first } = sparse;
    const entry = { member, start: first, stored: map.stored, sparse: map };
    return { entry, next: first + padded(map.stored) };
  }
}

/** @throws CheckpointError `invalid-tar` for a size that does not tell where the next header is */
function sizeOf({ size }: HeaderBlock, place: Place, offset: number): number {
  if (size === undefined) throw invalidHeader('bad size', place, offset);
  if (size < 0) throw invalidHeader('negative size', place, offset);
  const isSafe = typeof size === 'number' && Number.isSafeInteger(offset + 2 * BLOCK_SIZE + size);
  if (!isSafe) throw invalidHeader('size too large', place, offset);
  return size;
}

/** Data that belong to a header: records, long names. */
function* readHeaderData(
  offset: number,
  length: number,
  { place, limits }: TarContext,
): TarSteps<Uint8Array> {
  if (length > limits.maxHeader) {
    throw invalidHeader(`extended header of more than ${limits.maxHeader} bytes`, place, offset);
  }
  const bytes = yield { kind: 'read', offset, length };
  if (bytes.length < length) throw unexpectedEof(place, offset + bytes.length);
  return bytes;
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK_SIZE) * BLOCK_SIZE;
}
