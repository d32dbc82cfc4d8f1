import {
  PLACE_KINDS,
  contentPlaces,
  type PlaceKind,
  type ContentPlace,
} from '../../src/model/contents/content-places.js';
import type { Limits } from '../../src/archive/limits.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';

/** A place with its bytes. */
export interface ReadPlace extends Omit<ContentPlace, 'content'> {
  readonly content: 'pieces' | 'stream';
  /** Bytes without a gap between them; `offset` is where in the member. */
  readonly runs: readonly {
    readonly at: number;
    readonly offset: number;
    readonly bytes: Buffer;
  }[];
}

/** All places with their bytes, and the warnings as they are printed. */
export async function readPlaces(
  checkpoint: Checkpoint,
  kinds: readonly PlaceKind[] = PLACE_KINDS,
  limits?: Limits,
): Promise<{ places: ReadPlace[]; warnings: string[] }> {
  const places: ReadPlace[] = [];
  for await (const place of contentPlaces(checkpoint, new Set(kinds), limits)) {
    places.push({ ...place, content: place.content.kind, runs: await runsOf(place) });
  }
  return { places, warnings: checkpoint.damage.list.map(({ message }) => message) };
}

/** Where a text is: the place, and the offset in its member. */
export function findText(
  places: readonly ReadPlace[],
  text: string,
): { place: ReadPlace; offset: number }[] {
  return places.flatMap((place) =>
    place.runs.flatMap(({ bytes, offset }) => {
      const found: { place: ReadPlace; offset: number }[] = [];
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
        found.push({ place, offset: offset + at });
      }
      return found;
    }),
  );
}

async function runsOf({ content }: ContentPlace): Promise<ReadPlace['runs']> {
  if (content.kind === 'stream') {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content.chunks) chunks.push(chunk);
    return [{ at: 0, offset: 0, bytes: Buffer.concat(chunks) }];
  }
  const runs: { at: number; offset: number; bytes: Buffer }[] = [];
  let end = -1;
  for (const { at, source, offset, length } of content.pieces) {
    if (at < end) throw new Error('pieces do not ascend');
    const bytes = Buffer.from(source.read(offset, length));
    const last = runs.at(-1);
    if (last !== undefined && at === end) last.bytes = Buffer.concat([last.bytes, bytes]);
    else runs.push({ at, offset, bytes });
    end = at + length;
  }
  return runs;
}
