import { unexpectedEof } from '../../bytes/byte-source.js';
import type { Place } from '../../bytes/checkpoint-error.js';
import { ChunkReader } from '../../bytes/chunk-reader.js';
import { expandSparse } from '../../bytes/expand-sparse.js';
import { DEFAULT_LIMITS, type Limits } from '../limits.js';
import { type Entry, placeInside, type PlaceOf } from '../member.js';
import { tarSteps } from './tar-steps.js';
import type { TarEntry } from './walk-step.js';

/** An entry that passes by. */
export type StreamedEntry = Entry & { readonly content: { readonly kind: 'stream' } };

/**
 * The members of a tar that comes in chunks. Content that is not read is skipped when the next member
 * is asked for. The chunks are taken up to their end, even behind that of the tar: a decompressor
 * tells only there whether its checksum is right.
 * @param placeOf where a member is told to be, if not simply in the tar
 * @throws CheckpointError as `tarSteps`, and `unexpected-eof` for a member that ends too early
 */
export async function* walkTar(
  chunks: AsyncIterable<Uint8Array>,
  place: Place,
  limits: Limits = DEFAULT_LIMITS,
  placeOf: PlaceOf = placeInside(place),
): AsyncGenerator<StreamedEntry> {
  const reader = new ChunkReader(chunks);
  const steps = tarSteps({ place, limits });
  try {
    for (let step = steps.next(); step.done !== true;) {
      if (step.value.kind === 'read') {
        const { offset, length } = step.value;
        await reader.skip(offset - reader.offset);
        step = steps.next(await reader.read(length));
      } else {
        const { entry } = step.value;
        const entryPlace = placeOf(entry.member.name);
        yield streamedEntry(reader, entry, entryPlace);
        await skipContent(reader, entry, entryPlace);
        step = steps.next(new Uint8Array(0));
      }
    }
    await reader.skip(Infinity);
  } finally {
    await reader.close();
  }
}

function streamedEntry(reader: ChunkReader, entry: TarEntry, place: Place): StreamedEntry {
  const { member, sparse } = entry;
  const stored = readContent(reader, entry, place);
  if (sparse === undefined) return { member, content: { kind: 'stream', place, chunks: stored } };
  const chunks = expandSparse(stored, sparse, place);
  return {
    member,
    content: { kind: 'stream', place, chunks, packed: { map: sparse, chunks: stored } },
  };
}

async function* readContent(
  reader: ChunkReader,
  { start, stored }: TarEntry,
  place: Place,
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < stored;) {
    if (reader.offset !== start + done) throw new Error('content read behind its turn');
    const part = await reader.readSome(stored - done);
    if (part === undefined) throw unexpectedEof(place, done);
    done += part.length;
    yield part;
  }
}

async function skipContent(reader: ChunkReader, entry: TarEntry, place: Place): Promise<void> {
  const { start, stored } = entry;
  await reader.skip(start + stored - reader.offset);
  if (reader.offset < start + stored) throw unexpectedEof(place, reader.offset - start);
}
