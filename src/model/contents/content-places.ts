import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isBulkImage, type Checkpoint } from '../checkpoint.js';
import { bpfMapPlaces, isBpfMapImage } from './bpf-maps.js';
import { ghostPlaces, isGhostImage } from './ghost-files.js';
import {
  isMountImage,
  isTmpfsImage,
  rootfsPlaces,
  shmPlaces,
  tmpfsPlaces,
  volumePlaces,
} from './nested-archives.js';
import { PLACE_KINDS, type PlaceKind, type ContentPlace } from './place.js';
import { isLog, isMetadata, logPlaces, metadataPlaces } from './plain-members.js';
import { PlaceContext } from './place-context.js';
import { isQueueImage, queuePlaces } from './queues.js';

export { PLACE_KINDS, type PlaceKind, type PlacePiece, type ContentPlace } from './place.js';

type Places = (context: PlaceContext) => Iterable<ContentPlace> | AsyncIterable<ContentPlace>;

const READERS: Readonly<Record<PlaceKind, Places>> = {
  queues: queuePlaces,
  ghosts: ghostPlaces,
  rootfs: rootfsPlaces,
  tmpfs: tmpfsPlaces,
  shm: shmPlaces,
  volumes: volumePlaces,
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

/** Names of members whose bytes contentPlaces reads, for opening a compressed archive. */
export function isPlaceMember(name: string, kinds: ReadonlySet<PlaceKind>): boolean {
  const baseName = name.slice(name.lastIndexOf('/') + 1);
  return PLACE_KINDS.some((kind) => kinds.has(kind) && MEMBERS[kind](baseName, name));
}

const MEMBERS: Readonly<Record<PlaceKind, (baseName: string, name: string) => boolean>> = {
  queues: (baseName) => isQueueImage(baseName) || tellsOfFiles(baseName),
  ghosts: (baseName) => isGhostImage(baseName) || tellsOfFiles(baseName),
  rootfs: (baseName) => baseName === 'rootfs-diff.tar',
  tmpfs: (baseName) => isTmpfsImage(baseName) || isMountImage(baseName),
  shm: (baseName) => baseName === 'devshm-checkpoint.tar',
  volumes: (_, name) => /(?:^|\/)volumes\/.+\.tar$/.test(name),
  logs: (baseName) => isLog(baseName),
  metadata: (baseName) => isMetadata(baseName),
  bpfmaps: (baseName) => isBpfMapImage(baseName) || tellsOfFiles(baseName),
};

/** Images that tell which file, socket or process something belongs to. */
function tellsOfFiles(baseName: string): boolean {
  const isOther = isGhostImage(baseName) || isQueueImage(baseName) || isBpfMapImage(baseName);
  return baseName.endsWith('.img') && !isBulkImage(baseName) && !isOther;
}
