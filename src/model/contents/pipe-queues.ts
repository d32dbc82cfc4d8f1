import type { PipeDataEntry } from '../../criu/messages.generated.js';
import type { Holder } from '../descriptors/descriptor-tables.js';
import type { FileContext } from '../descriptors/file-context.js';
import { isDeletedBy, remapsOf } from '../remaps.js';
import { FILE_KINDS } from '../file-table.js';
import { payloadStart, placeIn } from './image-place.js';
import type { ContentPlace } from './place.js';
import type { PlaceContext } from './place-context.js';

/** What waits in pipes and named pipes. */
export function* pipePlaces(context: PlaceContext): Generator<ContentPlace> {
  yield* dataPlaces(context, 'pipes-data.img', (id) => ({
    name: `pipe:[${id}]`,
    holders: context.files.index(pipeHolders).get(id) ?? [],
  }));
}

export function* fifoPlaces(context: PlaceContext): Generator<ContentPlace> {
  yield* dataPlaces(context, 'fifo-data.img', (id) => {
    const fifo = context.files.index(fifos).get(id);
    return { name: `fifo ${fifo?.path ?? `with id ${id}`}`, holders: fifo?.holders ?? [] };
  });
}

function* dataPlaces(
  context: PlaceContext,
  image: string,
  about: (pipeId: number) => Pick<ContentPlace, 'name' | 'holders'>,
): Generator<ContentPlace> {
  for (const entry of context.images.entries(image)) {
    const { pipe_id = 0 } = entry.message as PipeDataEntry;
    if (entry.payload.kind !== 'bytes') continue;
    const place = placeIn(context, image, payloadStart(entry), entry.payload.bytes.size);
    if (place !== undefined) yield { ...place, ...about(pipe_id) };
  }
}

/** By pipe_entry.pipe_id. */
function pipeHolders({ files, tables }: FileContext): ReadonlyMap<number, readonly Holder[]> {
  const byPipe = new Map<number, Holder[]>();
  for (const [id, { pipe_id = 0 }] of files.all('PIPE')) {
    const holders = byPipe.get(pipe_id) ?? [];
    byPipe.set(pipe_id, holders);
    for (const holder of tables.holders(FILE_KINDS.PIPE.type, id)) holders.push(holder);
  }
  return byPipe;
}

interface OpenFifo {
  readonly path: string | undefined;
  readonly holders: Holder[];
}

/** By fifo_entry.pipe_id. All ends have one path, unless it was renamed between. */
function fifos(context: FileContext): ReadonlyMap<number, OpenFifo> {
  const { checkpoint, files, tables } = context;
  const byPipe = new Map<number, OpenFifo>();
  for (const [id, { pipe_id = 0, regf_id = id }] of files.all('FIFO')) {
    const path = files.regular(regf_id)?.name;
    const target = remapsOf(checkpoint).get(regf_id);
    const deleted = target !== undefined && isDeletedBy(target, path ?? '') ? ' (deleted)' : '';
    const fifo = byPipe.get(pipe_id) ?? { path: path && path + deleted, holders: [] };
    byPipe.set(pipe_id, fifo);
    for (const holder of tables.holders(FILE_KINDS.FIFO.type, id)) fifo.holders.push(holder);
  }
  return byPipe;
}
