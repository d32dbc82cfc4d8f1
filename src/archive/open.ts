import { type Archive, type ArchiveParts, makeArchive } from './archive.js';
import { FirstDamage, keepingOf } from './held-members.js';
import { openInput } from './input.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { holdLinkTargets } from './link-targets.js';
import { limitsFor } from './local-path.js';
import type { Member } from './member.js';
import { findImageIn, imageReader, openStore } from './open-store.js';
import { Spool } from './spool.js';

export interface OpenOptions {
  /** Which members' bytes will be asked for; counts only where there is no random access. */
  readonly keep?: (name: string, member: Member) => boolean;
  readonly limits?: Limits;
  /** Whether large members to keep may go to a temporary file, where there is no random access. */
  readonly spool?: boolean;
  /** Told of the bytes that are read of what has to be streamed, as they lie in the file. */
  readonly onRead?: (count: number) => void;
  /** Opens what lies before the damage of an archive; `Archive.damage` tells of it then. */
  readonly salvage?: boolean;
  /** Of a directory that shows no sign of a checkpoint only the top is listed. */
  readonly checkpointsOnly?: boolean;
}

/**
 * Opens whatever holds a checkpoint; what it is, its bytes tell and never its name. Of a plain tar only
 * the headers are read. A compressed one, or a pipe, is streamed once, in bounded memory.
 * @throws CheckpointError
 */
export async function openArchive(file: string, options: OpenOptions = {}): Promise<Archive> {
  return makeArchive(await openParts(file, options));
}

/** As `openArchive`, for those who look at the members themselves. */
export async function openParts(file: string, options: OpenOptions): Promise<ArchiveParts> {
  const { keep } = options;
  const limits = limitsFor(file, options.limits ?? DEFAULT_LIMITS);
  const wants = (member: Member): boolean => keep?.(member.name, member) === true;
  const input = await openInput(file, limits, options.checkpointsOnly === true);
  const spool = options.spool === true ? new Spool() : undefined;
  const close = (): void => {
    input.close();
    spool?.close();
  };
  try {
    const { onRead, salvage } = options;
    const store = await openStore(file, input, wants, limits, { spool, onRead, salvage });
    const image = await findImageIn(store, limits);
    const found = new FirstDamage(store.damage);
    const keeping = keepingOf(limits, spool, salvage, found);
    if (image === undefined) {
      const { held, again } = store;
      if (again !== undefined) await holdLinkTargets(held, wants, again, keeping);
      return { ...store, annotations: {}, close };
    }
    const { holdImage, walkImage } = await imageReader();
    const held = await holdImage(store, image, wants, limits, keeping);
    if (input.kind !== 'content' || store.again !== undefined) {
      await holdLinkTargets(held, wants, () => walkImage(store, image, limits), keeping);
    }
    const { form, annotations } = image;
    const { compression } = store;
    return { file, form, compression, annotations, held, close, ...found.told() };
  } catch (error) {
    close();
    throw error;
  }
}
