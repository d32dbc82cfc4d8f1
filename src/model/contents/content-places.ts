import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Checkpoint } from '../checkpoint.js';
import { bpfMapPlaces } from './bpf-maps.js';
import { ghostPlaces } from './ghost-files.js';
import { nestedPlaces } from './nested-archives.js';
import { PLACE_KINDS, type PlaceKind, type ContentPlace } from './place.js';
import { logPlaces, metadataPlaces } from './plain-members.js';
import { PlaceContext } from './place-context.js';
import { queuePlaces } from './queues.js';

export { PLACE_KINDS, type PlaceKind, type PlacePiece, type ContentPlace } from './place.js';

type Places = (context: PlaceContext) => Iterable<ContentPlace> | AsyncIterable<ContentPlace>;

const READERS: Readonly<Record<PlaceKind, Places>> = {
  queues: queuePlaces,
  ghosts: ghostPlaces,
  rootfs: (context) => nestedPlaces(context, 'rootfs'),
  tmpfs: (context) => nestedPlaces(context, 'tmpfs'),
  shm: (context) => nestedPlaces(context, 'shm'),
  volumes: (context) => nestedPlaces(context, 'volumes'),
  logs: logPlaces,
  metadata: metadataPlaces,
  bpfmaps: bpfMapPlaces,
};

/**
 * All places of the wanted kinds that have bytes, in a fixed order. Damage loses one place.
 */
export async function* contentPlaces(
  checkpoint: Checkpoint,
  kinds: ReadonlySet<PlaceKind>,
  limits: Limits = DEFAULT_LIMITS,
): AsyncGenerator<ContentPlace> {
  const context = new PlaceContext(checkpoint, limits);
  for (const kind of PLACE_KINDS) {
    if (!kinds.has(kind)) continue;
    try {
      yield* READERS[kind](context);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      context.damage.add(error);
    }
  }
}
