import { unexpectedEof } from '../../bytes/byte-source.js';
import { type SparseMap, sparseMap } from '../../bytes/sparse-map.js';
import {
  type Fragment,
  MAX_FRAGMENTS,
  parseOldGnuExtension,
  parseOldGnuHeader,
} from './gnu-sparse.js';
import { BLOCK_SIZE, type HeaderBlock } from './header-block.js';
import { MapInData, parsePaxSparse } from './pax-sparse.js';
import type { PaxRecord } from './pax.js';
import { invalidHeader } from './tar-error.js';
import type { TarContext, TarSteps } from './walk-step.js';

/** A member that may be sparse. */
interface Candidate {
  readonly header: HeaderBlock;
  readonly records: readonly PaxRecord[];
  /** The header as bytes. */
  readonly block: Uint8Array;
  /** Where its data begin, and how many they are. */
  readonly data: number;
  readonly size: number;
  /** Where its header is, for errors. */
  readonly offset: number;
}

interface Sparse {
  readonly map: SparseMap;
  /** The name that the records tell; the header's is a made-up one. */
  readonly name: string | undefined;
  /** Where the first stored byte of the file is. */
  readonly start: number;
}

/** The map of a sparse member, whichever of GNU tar's four ways tells it; undefined without one. */
export function* readSparseMap(
  candidate: Candidate,
  context: TarContext,
): TarSteps<Sparse | undefined> {
  const { header, records, offset, data, size } = candidate;
  try {
    if (header.type === 'S') return yield* readOldGnu(candidate, context);
    const isFile = header.type === '0' || header.type === '\0' || header.type === '7';
    const told = isFile && records.length > 0 ? parsePaxSparse(records) : undefined;
    if (told === undefined) return undefined;
    const { name, realSize } = told;
    if (told.fragments !== undefined) {
      return { map: checkedMap(realSize, told.fragments, size), name, start: data };
    }
    const inData = yield* readMapInData(candidate, context);
    const map = checkedMap(realSize, inData.fragments, size - inData.length);
    return { map, name, start: data + inData.length };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidHeader(error.message, context.place, offset);
  }
}

/** Blocks with more of the map lie between header and data; the size does not count them. */
function* readOldGnu({ block, data, size }: Candidate, context: TarContext): TarSteps<Sparse> {
  const first = parseOldGnuHeader(block);
  const fragments = first.fragments;
  let start = data;
  for (let { isExtended } = first; isExtended; start += BLOCK_SIZE) {
    const bytes = yield* readAll(start, BLOCK_SIZE, context);
    const extension = parseOldGnuExtension(bytes);
    for (const fragment of extension.fragments) fragments.push(fragment);
    isExtended = extension.isExtended;
    if (fragments.length > MAX_FRAGMENTS) throw new RangeError('sparse map too long');
  }
  return { map: checkedMap(first.realSize, fragments, size), name: undefined, start };
}

/** Reads no more of the data than the map takes: what follows it is the file. */
function* readMapInData(
  { data, size }: Candidate,
  context: TarContext,
): TarSteps<{ fragments: Fragment[]; length: number }> {
  const map = new MapInData();
  for (let length = BLOCK_SIZE; length <= size; length += BLOCK_SIZE) {
    const fragments = map.feed(yield* readAll(data + length - BLOCK_SIZE, BLOCK_SIZE, context));
    if (fragments !== undefined) return { fragments, length };
  }
  throw new RangeError('sparse map without end');
}

function* readAll(offset: number, length: number, { place }: TarContext): TarSteps<Uint8Array> {
  const bytes = yield { kind: 'read', offset, length };
  if (bytes.length < length) throw unexpectedEof(place, offset + bytes.length);
  return bytes;
}

function checkedMap(realSize: number, fragments: readonly Fragment[], stored: number): SparseMap {
  const map = sparseMap(realSize, fragments);
  if (map === undefined) throw new RangeError('sparse map out of order or beyond the file');
  if (map.stored !== stored) throw new RangeError('sparse map contradicts the stored size');
  return map;
}
