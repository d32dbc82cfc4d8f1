import { type ByteSource, subSource, unexpectedEof } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { sparseSource } from '../../bytes/sparse-source.js';
import { DEFAULT_LIMITS, type Limits } from '../limits.js';
import { type Entry, placeInside, type PlaceOf } from '../member.js';
import { BLOCK_SIZE } from './header-block.js';
import { tarSteps } from './tar-steps.js';

/** Headers of small members lie close together; those of large ones are read alone. */
const WINDOW_SIZE = 4096;

/** An entry whose bytes are to be had at any time. */
export type IndexedEntry = Entry & { readonly content: { readonly kind: 'source' } };

/**
 * The members of a plain tar, in order, duplicates included. Reads headers only.
 * @param placeOf where a member is told to be, if not simply in the tar
 * @throws CheckpointError as `tarSteps`, and `unexpected-eof` for a member that goes beyond the end
 */
export function indexTar(
  source: ByteSource,
  limits: Limits = DEFAULT_LIMITS,
  placeOf: PlaceOf = placeInside(source.place),
): IndexedEntry[] {
  return [...indexedEntries(source, limits, placeOf)];
}

/**
 * As `indexTar`, of a damaged tar what comes before the damage. Of a member that is cut off there is the
 * beginning.
 */
export function indexIntact(
  source: ByteSource,
  limits: Limits,
  placeOf: PlaceOf,
): { entries: IndexedEntry[]; damage?: CheckpointError } {
  const entries: IndexedEntry[] = [];
  try {
    for (const entry of indexedEntries(source, limits, placeOf)) entries.push(entry);
    return { entries };
  } catch (error) {
    const last = entries.at(-1);
    if (!(error instanceof CheckpointError) || last === undefined) throw error;
    const source = intactSource(last.content.source, error);
    entries.pop();
    if (source !== undefined) entries.push({ ...last, content: { kind: 'source', source } });
    return { entries, damage: error };
  }
}

/**
 * What there is of the last member before an error of the tar: if it is the one that is cut off, its
 * beginning; undefined for one with holes, of which the end cannot be placed.
 */
export function intactSource(
  source: ByteSource,
  { code, place }: CheckpointError,
): ByteSource | undefined {
  const isCut = code === 'unexpected-eof' && place.member === source.place.member;
  if (!isCut) return source;
  const length = Math.min(place.offset ?? 0, source.size);
  return source.sparse === undefined ? subSource(source, 0, length, source.place) : undefined;
}

/** As `indexTar`, one by one: of a damaged tar there is what comes before the damage. */
export function* indexedEntries(
  source: ByteSource,
  limits: Limits,
  placeOf: PlaceOf,
): Generator<IndexedEntry> {
  const steps = tarSteps({ place: source.place, limits });
  const window = new Window(source);
  for (let step = steps.next(); step.done !== true;) {
    if (step.value.kind === 'read') {
      step = steps.next(window.read(step.value.offset, step.value.length));
    } else {
      const { member, start, stored, sparse } = step.value.entry;
      const place = placeOf(member.name);
      const bytes = subSource(source, start, stored, place);
      const whole = sparse === undefined ? bytes : sparseSource(bytes, sparse, place);
      yield { member, content: { kind: 'source', source: whole } };
      if (start + stored > source.size) {
        throw unexpectedEof(place, Math.max(source.size - start, 0));
      }
      step = steps.next(NOTHING);
    }
  }
}

const NOTHING = new Uint8Array(0);

/** The last piece that was read of a tar. */
class Window {
  private start = 0;
  private bytes: Uint8Array = NOTHING;

  constructor(private readonly source: ByteSource) {}

  /** What there is of the wanted bytes. */
  read(offset: number, length: number): Uint8Array {
    const { size } = this.source;
    const end = Math.min(offset + length, size);
    if (offset < this.start || end > this.start + this.bytes.length) {
      if (offset >= size) return NOTHING;
      const wanted = length > BLOCK_SIZE ? length : WINDOW_SIZE;
      this.start = offset;
      this.bytes = this.source.read(offset, Math.min(wanted, size - offset));
    }
    return this.bytes.subarray(offset - this.start, Math.max(end - this.start, 0));
  }
}
