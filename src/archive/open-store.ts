import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Compression } from '../bytes/detect-compression.js';
import { contentChunks, contentPlace } from './content.js';
import { FirstDamage, type HeldMember, holdMembers, keepingOf } from './held-members.js';
import { isCheckpointFile, fileOfWhat, isImageJson } from './image/image-files.js';
import type { ImagePlan } from './image/image-plan.js';
import type * as ReadImage from './image/read-image.js';
import type { BlobStore } from './image/stored-blobs.js';
import { indexStream } from './image-stream/index-stream.js';
import type { Input } from './input.js';
import type { Limits } from './limits.js';
import { type Content, type Entry, type Member, placeInside } from './member.js';
import type { Spool } from './spool.js';
import { type IndexedEntry, indexIntact } from './tar/index-tar.js';
import { isPlain, unpack, unpackedEntries, type Format } from './unpack.js';

/** Further wishes of those who open an archive. */
interface Reading {
  readonly spool?: Spool | undefined;
  readonly onRead?: ((count: number) => void) | undefined;
  readonly salvage?: boolean | undefined;
}

export interface OpenedStore extends BlobStore {
  readonly form: Format | 'directory' | 'registry';
  /** Where it is known already. */
  readonly image?: ImagePlan;
  readonly compression: Compression | undefined;
  readonly damage?: CheckpointError;
}

/** What lies in the file or directory itself, before an image is looked for in it. */
export async function openStore(
  file: string,
  input: Input,
  wants: (member: Member) => boolean,
  limits: Limits,
  { spool, onRead, salvage }: Reading = {},
): Promise<OpenedStore> {
  if (input.kind === 'directory') {
    const { entries, damage } = input;
    if (damage !== undefined && salvage !== true) throw damage;
    const held = heldEntries(entries);
    const form = { file, form: 'directory', compression: undefined } as const;
    return { ...form, held, ...(damage !== undefined && { damage }) };
  }
  if (input.kind === 'image') {
    const { held, image, again } = input;
    return { file, form: 'registry', compression: undefined, held, image, again };
  }
  const { content } = input;
  const unpacked = await unpack(counted(content, onRead), limits);
  const placeOf = placeInside({ file });
  if (unpacked.content.kind === 'source') {
    const { source } = unpacked.content;
    const { entries, damage } =
      unpacked.format === 'image-stream'
        ? indexStream(source, limits, placeOf)
        : indexIntact(source, limits, placeOf);
    if (damage !== undefined && salvage !== true) throw damage;
    const held = heldEntries(entries);
    const form = { file, form: unpacked.format, compression: undefined };
    return { ...form, held, ...(damage !== undefined && { damage }) };
  }
  const entries = unpackedEntries(unpacked, limits, placeOf);
  const wantsOrImage = (member: Member): boolean => wants(member) || isImageJson(member);
  const found = new FirstDamage();
  const keeping = keepingOf(limits, spool, salvage, found);
  const held = await holdMembers(entries, wantsOrImage, keeping);
  const reopen = content.kind === 'source' ? () => content : input.again;
  const again = reopen && { again: () => contentEntries(file, reopen(), limits) };
  const { compression, format } = unpacked;
  const form = { file, form: format, compression };
  return {
    ...form,
    held,
    ...found.told(),
    ...again,
  };
}

function heldEntries(entries: readonly IndexedEntry[]): HeldMember[] {
  return entries.map(({ member, content }) => ({ member, source: content.source }));
}

/** An image is told by what it holds; what is a checkpoint as it is, is none, whatever else it holds. */
export async function findImageIn(
  store: OpenedStore,
  limits: Limits,
): Promise<ImagePlan | undefined> {
  if (store.image !== undefined) return store.image;
  const members = store.held.map(({ member }) => member);
  const mayBe =
    members.some((member) => fileOfWhat(member) === 'image') && !members.some(isCheckpointFile);
  const form = store.form === 'directory' ? 'oci-layout' : 'oci-archive';
  const image = mayBe ? await (await imageReader()).findImage(store, form, limits) : undefined;
  if (image === undefined && limits.image !== undefined) {
    const reason = `is no image, so there is no "${limits.image}" in it`;
    throw new CheckpointError('not-found', reason, { file: store.file });
  }
  return image;
}

/** Most checkpoints are no images; Node's crypto takes its time to load. */
export function imageReader(): Promise<typeof ReadImage> {
  return import('./image/read-image.js');
}

export async function* contentEntries(
  file: string,
  content: Content,
  limits: Limits,
): AsyncGenerator<Entry> {
  yield* unpackedEntries(await unpack(content, limits), limits, placeInside({ file }));
}

/** Of a plain tar little is read, and that is not counted. */
function counted(content: Content, onRead: Reading['onRead']): Content {
  if (onRead === undefined || isPlain(content)) return content;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of contentChunks(content)) {
      onRead(chunk.length);
      yield chunk;
    }
  };
  return { kind: 'stream', place: contentPlace(content), chunks: chunks() };
}
