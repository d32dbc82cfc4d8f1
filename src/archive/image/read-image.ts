import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { type HeldMember, holdMembers, type Keeping } from '../held-members.js';
import { type Limits, MemoryBudget } from '../limits.js';
import type { Entry, Member } from '../member.js';
import { chooseImage } from './choose-image.js';
import { isObject } from './descriptor.js';
import { dockerImages, readManifest } from './docker-images.js';
import { DIR_LAYOUT, ociLayout } from './image-layout.js';
import { distinctImages, type ImagePlan } from './image-plan.js';
import { mergeLayers } from './merge-layers.js';
import { ociImages } from './oci-images.js';
import { partEntries } from './part-entries.js';
import { type BlobStore, StoredBlobs } from './stored-blobs.js';

/**
 * The checkpoint image that a directory or tar holds; undefined if it is not an image at all.
 * @throws CheckpointError if it is one that cannot be read, or several
 */
export async function findImage(
  store: BlobStore,
  form: 'oci-layout' | 'oci-archive',
  limits: Limits,
): Promise<ImagePlan | undefined> {
  const blobs = new StoredBlobs(store);
  const images = imagesIn(blobs, form);
  if (images === undefined) return undefined;
  const looks = {
    isWhole: ({ parts }: ImagePlan) => parts.every(({ blob }) => blobs.has(blob)),
    namesIn: (image: ImagePlan) => namesIn(store, image, limits),
  };
  return chooseImage(distinctImages(images), looks, store.file, limits.image);
}

/** By the files that only such a layout has; newer versions of docker write two at once. */
export function imagesIn(
  blobs: StoredBlobs,
  form: 'oci-layout' | 'oci-archive',
): ImagePlan[] | undefined {
  if (blobs.has('index.json') && blobs.has('oci-layout')) return ociImages(blobs, ociLayout(form));
  if (!blobs.has('manifest.json')) return undefined;
  const json = readManifest(blobs);
  if (!isObject(json)) return dockerImages(json, blobs.file);
  const isManifest = json['schemaVersion'] === 2 && ('layers' in json || 'manifests' in json);
  return isManifest ? ociImages(blobs, DIR_LAYOUT) : undefined;
}

/** Names in an image that may be another than a checkpoint, or something that is no tar at all. */
async function namesIn(store: BlobStore, image: ImagePlan, limits: Limits): Promise<string[]> {
  try {
    const held = await holdImage(store, image, () => false, limits);
    return held.map(({ member }) => member.name);
  } catch (error) {
    if (error instanceof CheckpointError) return [];
    throw error;
  }
}

/** The members of an image, as `holdMembers` has them. */
export async function holdImage(
  store: BlobStore,
  image: ImagePlan,
  wants: (member: Member) => boolean,
  limits: Limits,
  keeping: Keeping = { budget: new MemoryBudget(limits) },
): Promise<HeldMember[]> {
  const layers: HeldMember[][] = image.parts.map(() => []);
  for await (const { index, part, blob, content } of new StoredBlobs(store).parts(image.parts)) {
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
  for await (const { index, part, blob, content } of new StoredBlobs(store).parts(image.parts)) {
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
  for await (const { index, part, blob, content } of new StoredBlobs(store).parts(image.parts)) {
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
