import { type ByteSource, subSource } from '../../bytes/byte-source.js';
import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';
import { openRepository } from '../../remote/registry/open-registry.js';
import { parseReference } from '../../remote/registry/reference.js';
import type { Repository } from '../../remote/registry/repository.js';
import { isPinned } from '../../remote/pins.js';
import type { HeldMember } from '../held-members.js';
import type { Limits } from '../limits.js';
import { type Content, type Entry, memberPlace } from '../member.js';
import { chooseImage } from './choose-image.js';
import { parseImageJson } from './descriptor.js';
import type { BlobReader } from './image-layout.js';
import { ociLayout } from './image-layout.js';
import type { ImagePlan } from './image-plan.js';
import { distinctImages } from './image-plan.js';
import { IMAGE_JSON, ociImages } from './oci-images.js';

/** An image in a registry, of which no more was read than its manifests and the beginning of each layer. */
export interface RegistryImage {
  readonly image: ImagePlan;
  /** The blobs of its layers. */
  readonly held: readonly HeldMember[];
  /** For those that can only be read from the beginning to the end. */
  readonly again: () => AsyncIterable<Entry>;
  readonly close: () => void;
}

/** Manifests that are asked for of one index. */
const MAX_MANIFESTS = 64;

/** The permissions of what lies in a layout; a registry has none. */
const BLOB = {
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  owner: '',
  group: '',
  mtimeNs: 0n,
} as const;

/**
 * Opens `docker://HOST/NAME:TAG`. All manifests are verified against their digests.
 * @throws CheckpointError
 */
export async function openRegistryImage(file: string, limits: Limits): Promise<RegistryImage> {
  const { remote = {} } = limits;
  const { repository, close } = await openRepository(parseReference(file), file, remote);
  try {
    const image = await findImage(repository, file, limits);
    const blobs = await openBlobs(repository, image, file);
    const again = async function* (): AsyncGenerator<Entry> {
      for (const { member, content } of blobs) yield { member, content: content() };
      await Promise.resolve();
    };
    const held = blobs.map(({ member, content }) => {
      const first = content();
      return { member, ...(first.kind === 'source' && { source: first.source }) };
    });
    return { image, held, again, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function findImage(repository: Repository, file: string, limits: Limits): Promise<ImagePlan> {
  const { reference, isDigest } = repository.image;
  const manifests = await readManifests(repository, file);
  const [first = ''] = manifests.keys();
  if (!isPinned(limits.remote?.pins, file, first)) {
    const why = 'the tag leads to another image than when it was opened first';
    throw new CheckpointError('not-readable', why, { file });
  }
  const images = ociImages(
    readerOf(manifests, isDigest ? undefined : reference, file),
    ociLayout('registry'),
  );
  // Which of several looks like a checkpoint from inside would mean to read them all.
  const looks = { isWhole: () => true, namesIn: () => Promise.resolve([]) };
  return chooseImage(distinctImages(images), looks, file, limits.image);
}

/** By their digests, the one that was asked for first. */
async function readManifests(
  repository: Repository,
  file: string,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const waiting = [repository.image.reference];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (found.has(next)) continue;
    if (found.size === MAX_MANIFESTS) {
      const why = `has more than ${MAX_MANIFESTS} manifests; name one by its digest`;
      throw new CheckpointError('limit', why, { file });
    }
    const { bytes, digest } = await repository.manifest(next);
    found.set(digest, bytes);
    const { manifests = [] } = parseImageJson(bytes, memberPlace({ file }, digest));
    for (const { mediaType, digest: inner } of manifests) {
      if (IMAGE_JSON.test(mediaType)) waiting.push(inner);
    }
  }
  return found;
}

/** What a layout would have: an index that leads to the manifest that was asked for. */
function readerOf(
  manifests: ReadonlyMap<string, Uint8Array>,
  tag: string | undefined,
  file: string,
): BlobReader {
  const layout = ociLayout('registry');
  const [digest = ''] = manifests.keys();
  const annotations = tag === undefined ? {} : { 'org.opencontainers.image.ref.name': tag };
  const index = JSON.stringify({ manifests: [{ digest, annotations }] });
  const files = new Map<string, Uint8Array>([[layout.top, Buffer.from(index)]]);
  for (const [each, bytes] of manifests) files.set(layout.manifestName(each), bytes);
  const missing = (name: string): CheckpointError =>
    new CheckpointError('not-found', 'is missing in the registry', memberPlace({ file }, name));
  return {
    has: (name) => files.has(name),
    missing,
    read(name) {
      const bytes = files.get(name);
      if (bytes === undefined) throw missing(name);
      return { bytes, place: memberPlace({ file }, name) };
    },
  };
}

interface OpenedBlob {
  readonly member: HeldMember['member'];
  /** What passes by is asked for anew each time. */
  readonly content: () => Content;
}

async function openBlobs(
  repository: Repository,
  { parts }: ImagePlan,
  file: string,
): Promise<OpenedBlob[]> {
  const opened = new Map<string, OpenedBlob>();
  for (const { blob, digest, size } of parts) {
    if (opened.has(blob) || digest === undefined) continue;
    const place = memberPlace({ file }, blob);
    const label = `${file}:${blob}`;
    const bytes = await repository.blob(digest, size, label);
    const told = bytes.kind === 'source' ? bytes.source.size : (size ?? 0);
    if (bytes.kind === 'stream') bytes.drop();
    opened.set(blob, {
      member: { ...BLOB, name: blob, size: told },
      content: () =>
        bytes.kind === 'source'
          ? { kind: 'source', source: placedAt(bytes.source, place) }
          : { kind: 'stream', place, chunks: bytes.again() },
    });
  }
  return [...opened.values()];
}

/** The same bytes, called as the member that they are. */
function placedAt(source: ByteSource, place: Place): ByteSource {
  return subSource(source, 0, source.size, place);
}
