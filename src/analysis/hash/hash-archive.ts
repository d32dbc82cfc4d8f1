import { contentChunks } from '../../archive/content.js';
import { fileOfWhat } from '../../archive/image/image-files.js';
import { isRepeatable, openInput } from '../../archive/input.js';
import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import type { Content, Entry } from '../../archive/member.js';
import { notFromPipe } from '../../archive/image/stored-blobs.js';
import { contentEntries } from '../../archive/open-store.js';
import { isPlain } from '../../archive/unpack.js';
import { walkMembers } from '../../archive/walk-members.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { HashedChunks, type Digest } from '../../bytes/hashed-chunks.js';
import { absent, type Fact } from '../../model/absent.js';
import { rotatingChunks } from './rotating-chunks.js';
import { type HashedMember, type HashOptions, MemberHasher } from './member-hasher.js';

/** The SHA-256 of an archive and of everything in it. */
export interface ArchiveHashes {
  /** Of the file as it lies there; a directory has no bytes of its own. */
  readonly archive?: Digest;
  /** In the order of the archive, with every duplicate. */
  readonly members: readonly HashedMember[];
  /** Why members are missing, or have no hash. */
  readonly damage: readonly CheckpointError[];
}

/**
 * Hashes an archive and its members in one pass. Of an image the blobs are gone through once more, for the
 * members that their layers make together.
 * @param onBytes told of every piece that was read
 * @throws CheckpointError when it cannot be read at all
 */
export async function hashArchive(
  file: string,
  options: HashOptions = {},
  onBytes: (count: number) => void = () => undefined,
): Promise<ArchiveHashes> {
  // What a registry says of a layer is verified where all of it is read.
  const limits = {
    ...(options.limits ?? DEFAULT_LIMITS),
    wholeLayers: file.startsWith('docker://'),
  };
  const input = await openInput(file, limits);
  const hasher = new MemberHasher(limits, options.deep === true);
  try {
    if (input.kind !== 'content') {
      await takeAll(hasher, walkMembers(file, limits));
      const found = answer(undefined, hasher);
      if (found.members.length > 0 || found.damage.length > 0) return found;
      throw new CheckpointError('invalid-archive', 'there are no members', { file });
    }
    const { content } = input;
    const archive = new HashedChunks(chunksOf(content), onBytes);
    const stream = { kind: 'stream', place: { file }, chunks: archive.passing() } as const;
    const entries = contentEntries(file, stream, limits);
    const isImage = limits.image !== undefined || (await takeUnlessImage(hasher, entries));
    const digest = await archive.finish();
    if (!isImage) return answer(digest, hasher);
    if (content.kind === 'stream' && input.again === undefined) throw notFromPipe(file);
    const ofLayers = new MemberHasher(limits, options.deep === true);
    await takeAll(ofLayers, walkMembers(file, limits));
    return answer(digest, ofLayers);
  } finally {
    input.close();
  }
}

/** Why something has no bytes of its own. */
const NO_BYTES = {
  directory: 'a directory has no bytes of its own',
  image: 'an image in a registry is no file; its digest names it',
} as const;

/** The SHA-256 of an archive alone, without a look at what is in it. */
export async function hashFile(
  file: string,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Fact<string>> {
  if (!isRepeatable(file)) return absent('it came out of a pipe and is gone');
  const input = await openInput(file, limits);
  try {
    if (input.kind !== 'content') return absent(NO_BYTES[input.kind]);
    return (await new HashedChunks(chunksOf(input.content)).finish()).sha256;
  } finally {
    input.close();
  }
}

/** Decompressors may hold more of what they are given than passes by at a time. */
function chunksOf(content: Content): AsyncIterable<Uint8Array> {
  return content.kind === 'source' && isPlain(content)
    ? rotatingChunks(content.source)
    : contentChunks(content);
}

function answer(archive: Digest | undefined, { members, damage }: MemberHasher): ArchiveHashes {
  return { ...(archive !== undefined && { archive }), members, damage };
}

/** What comes before the damage of an archive counts. */
async function takeAll(hasher: MemberHasher, entries: AsyncIterable<Entry>): Promise<void> {
  try {
    for await (const entry of entries) await hasher.take(entry);
  } catch (error) {
    hasher.meet(error);
  }
}

/** @returns true once a member tells that the members are an image's blobs, as walkMembers finds it */
async function takeUnlessImage(
  hasher: MemberHasher,
  entries: AsyncIterable<Entry>,
): Promise<boolean> {
  let isKnown = false;
  try {
    for await (const entry of entries) {
      const what: 'image' | 'checkpoint' | undefined = isKnown
        ? undefined
        : fileOfWhat(entry.member);
      if (what === 'image') return true;
      isKnown ||= what !== undefined;
      await hasher.take(entry);
    }
  } catch (error) {
    hasher.meet(error);
  }
  return false;
}
