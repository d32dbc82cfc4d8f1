import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { resolveHardlink } from '../archive.js';
import type { HeldMember } from '../held-members.js';
import { type Content, type Entry, type Member, memberPlace } from '../member.js';
import type { ImagePart } from './image-plan.js';
import type { ReadBlob } from './oci-images.js';

/** An index or manifest is a few KB; more is not read as one. */
const MAX_JSON = 4 * 1024 ** 2;

/** Files that a directory or tar of an image consists of, or may have as its first. */
const IMAGE_FILE =
  /^(blobs\/[a-z0-9]+\/[0-9a-f]+|oci-layout|index\.json|manifest\.json|repositories|[0-9a-f]{64}(\.tar|\.json|\/.*))$/;

/** The file or directory that blobs lie in. */
export interface BlobStore {
  readonly file: string;
  readonly held: readonly HeldMember[];
  /** Goes through it once more, for what was not held the first time; missing for a pipe. */
  readonly again?: () => AsyncIterable<Entry>;
}

/** A part of an image with the bytes of its blob. `index` is its position among the parts. */
export interface StoredPart {
  readonly index: number;
  readonly part: ImagePart;
  readonly blob: Member;
  readonly content: Content;
}

/** Whether the first file of a tar is one that an image would have there. */
export function mayBeImageFile(name: string): boolean {
  return IMAGE_FILE.test(name);
}

/** Whether a member has to be held so that an image in a compressed tar can be understood. */
export function isImageJson(member: Member): boolean {
  return member.size <= MAX_JSON && mayBeImageFile(member.name);
}

export function blobReader(store: BlobStore): ReadBlob {
  return (name) => {
    const place = memberPlace({ file: store.file }, name);
    const { source } = store.held[findBlob(store, name)] ?? {};
    if (source === undefined || source.size > MAX_JSON) {
      throw new CheckpointError('invalid-archive', 'is too large for an index or manifest', place);
    }
    return { bytes: source.read(0, source.size), place };
  };
}

/** Every part once: first those that are at hand, then others in the order of the file. */
export async function* storedParts(
  store: BlobStore,
  parts: readonly ImagePart[],
): AsyncGenerator<StoredPart> {
  const waiting = new Map<number, { index: number; part: ImagePart }>();
  for (const [index, part] of parts.entries()) {
    const position = findBlob(store, part.blob);
    const { source, member } = store.held[position] ?? {};
    if (source === undefined || member === undefined) waiting.set(position, { index, part });
    else yield { index, part, blob: member, content: { kind: 'source', source } };
  }
  if (waiting.size === 0) return;
  if (store.again === undefined) throw notFromPipe(store.file);
  let position = 0;
  for await (const { member, content } of store.again()) {
    const wanted = waiting.get(position);
    if (wanted !== undefined) yield { ...wanted, blob: member, content };
    position += 1;
  }
}

export function notFromPipe(file: string): CheckpointError {
  const reason = 'a checkpoint image cannot be read from a pipe; save it to a file first';
  return new CheckpointError('unsupported', reason, { file });
}

/** Position of the last member of a name, or of the file that it is a hardlink to. */
function findBlob({ file, held }: BlobStore, name: string): number {
  const index = held.findLastIndex(({ member }) => member.name === name);
  if (index < 0) {
    throw new CheckpointError('not-found', 'is missing in the image', memberPlace({ file }, name));
  }
  return held.indexOf(resolveHardlink(held, index, { file }));
}
