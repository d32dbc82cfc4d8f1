import { type HeldMember, holdMembers } from '../held-members.js';
import { type Limits, MemoryBudget } from '../limits.js';
import type { Entry, Member } from '../member.js';
import type { Spool } from '../spool.js';
import { chooseImage } from './choose-image.js';
import { dockerImages } from './docker-images.js';
import type { ImagePlan } from './image-plan.js';
import { mergeLayers } from './merge-layers.js';
import { ociImages } from './oci-images.js';
import { partEntries } from './part-entries.js';
import { type BlobStore, blobReader, storedParts } from './stored-blobs.js';

/**
 * The checkpoint image that a directory or tar holds; undefined if it is not an image at all.
 * @throws CheckpointError if it is one that cannot be read, or several
 */
export async function findImage(
  store: BlobStore,
  form: 'oci-layout' | 'oci-archive',
  limits: Limits,
): Promise<ImagePlan | undefined> {
  const names = new Set(store.held.map(({ member }) => member.name));
  let images: ImagePlan[] | undefined;
  if (names.has('oci-layout') && names.has('index.json')) {
    images = ociImages(blobReader(store), form);
  } else if (names.has('manifest.json')) {
    images = dockerImages(blobReader(store));
  }
  if (images === undefined) return undefined;
  return chooseImage(images, (image) => listImage(store, image, limits), store.file);
}

/** The members of an image, as `holdMembers` has them. */
export async function holdImage(
  store: BlobStore,
  image: ImagePlan,
  wants: (member: Member) => boolean,
  limits: Limits,
  spool?: Spool,
): Promise<HeldMember[]> {
  const keeping = { budget: new MemoryBudget(limits), ...(spool !== undefined && { spool }) };
  const layers: HeldMember[][] = image.parts.map(() => []);
  for await (const { index, part, blob, content } of storedParts(store, image.parts)) {
    const entries = partEntries(part, blob, content, { file: store.file }, limits);
    layers[index] = await holdMembers(entries, wants, keeping);
  }
  return mergeLayers(layers);
}

/**
 * Every member of an image once, with its bytes. If there are several layers, they are gone through
 * twice: only at the end is it known what the later ones hide.
 */
export async function* walkImage(
  store: BlobStore,
  image: ImagePlan,
  limits: Limits,
): AsyncGenerator<Entry> {
  const visible = image.parts.length > 1 ? await visibleEntries(store, image, limits) : undefined;
  for await (const { index, part, blob, content } of storedParts(store, image.parts)) {
    let ordinal = 0;
    for await (const entry of partEntries(part, blob, content, { file: store.file }, limits)) {
      if (visible === undefined || visible[index]?.has(ordinal) === true) yield entry;
      ordinal += 1;
    }
  }
}

/** Of each layer, which of its entries no later layer hides. */
async function visibleEntries(
  store: BlobStore,
  image: ImagePlan,
  limits: Limits,
): Promise<Set<number>[]> {
  const layers: { member: Member; index: number; ordinal: number }[][] = image.parts.map(() => []);
  for await (const { index, part, blob, content } of storedParts(store, image.parts)) {
    let ordinal = 0;
    for await (const { member } of partEntries(part, blob, content, { file: store.file }, limits)) {
      layers[index]?.push({ member, index, ordinal });
      ordinal += 1;
    }
  }
  const visible = image.parts.map(() => new Set<number>());
  for (const { index, ordinal } of mergeLayers(layers)) visible[index]?.add(ordinal);
  return visible;
}

async function listImage(store: BlobStore, image: ImagePlan, limits: Limits): Promise<string[]> {
  const held = await holdImage(store, image, () => false, limits);
  return held.map(({ member }) => member.name);
}
