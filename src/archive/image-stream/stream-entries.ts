import { sourceChunks } from '../content.js';
import type { Limits } from '../limits.js';
import type { Content, Entry, PlaceOf } from '../member.js';
import { Spool } from '../spool.js';
import { indexStream } from './index-stream.js';

/**
 * The files of a stream of CRIU's images. The pieces of several may be mixed, so one that passes by is put
 * into a temporary file first.
 * @throws CheckpointError where it is not whole, after what there is
 */
export async function* streamEntries(
  content: Content,
  limits: Limits,
  placeOf: PlaceOf,
): AsyncGenerator<Entry> {
  if (content.kind === 'source') {
    const { entries, damage } = indexStream(content.source, limits, placeOf);
    yield* entries;
    if (damage !== undefined) throw damage;
    return;
  }
  const spool = new Spool();
  try {
    const { place } = content;
    const { source, error } = await spool.keepBeginning(content.chunks, place);
    const { entries, damage } = indexStream(source, limits, placeOf);
    for (const { member, content: held } of entries) {
      const chunks = sourceChunks(held.source);
      yield { member, content: { kind: 'stream', place: held.source.place, chunks } };
    }
    const first = error ?? damage;
    if (first !== undefined) throw first;
  } finally {
    spool.close();
  }
}
