import type { Compression } from '../bytes/detect-compression.js';
import { contentPlace } from './content.js';
import { type Archive, makeArchive } from './archive.js';
import { type HeldMember, holdMembers } from './held-members.js';
import { openInput } from './input.js';
import { DEFAULT_LIMITS, type Limits, MemoryBudget } from './limits.js';
import type { Content, Entry } from './member.js';
import { tarEntries, unpack } from './unpack.js';

export interface OpenOptions {
  /** Which members' bytes will be asked for; counts only where there is no random access. */
  readonly keep?: (name: string) => boolean;
  readonly limits?: Limits;
}

/**
 * Opens whatever holds a checkpoint; what it is, its bytes tell and never its name. Of a plain tar only
 * the headers are read. A compressed one, or a pipe, is streamed once, in bounded memory.
 * @throws CheckpointError
 */
export async function openArchive(file: string, options: OpenOptions = {}): Promise<Archive> {
  const { keep = () => false, limits = DEFAULT_LIMITS } = options;
  const input = await openInput(file, limits);
  try {
    if (input.kind === 'directory') {
      const held = input.entries.map(({ member, content }) => ({ member, source: content.source }));
      return makeArchive({ ...NO_IMAGE, file, form: 'directory', held, close: input.close });
    }
    const { compression, held } = await holdTar(input.content, keep, limits);
    return makeArchive({ ...NO_IMAGE, file, form: 'tar', compression, held, close: input.close });
  } catch (error) {
    input.close();
    throw error;
  }
}

const NO_IMAGE = { compression: undefined, annotations: {} };

/** Every member once, in order, with its bytes. */
export async function* walkMembers(
  file: string,
  limits: Limits = DEFAULT_LIMITS,
): AsyncGenerator<Entry> {
  const input = await openInput(file, limits);
  try {
    if (input.kind === 'directory') yield* input.entries;
    else yield* tarEntries((await unpack(input.content, limits)).content, limits, { file });
  } finally {
    input.close();
  }
}

interface HeldTar {
  readonly compression: Compression | undefined;
  readonly held: HeldMember[];
}

async function holdTar(
  content: Content,
  keep: (name: string) => boolean,
  limits: Limits,
): Promise<HeldTar> {
  const unpacked = await unpack(content, limits);
  const entries = tarEntries(unpacked.content, limits, contentPlace(content));
  const held = await holdMembers(entries, keep, new MemoryBudget(limits));
  return { compression: unpacked.compression, held };
}
