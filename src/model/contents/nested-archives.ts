import { contentPlace, holdContent } from '../../archive/content.js';
import { MemoryBudget } from '../../archive/limits.js';
import { type Entry, memberPlace } from '../../archive/member.js';
import { walkArchiveContent } from '../../archive/unpack.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Damage } from '../damage.js';
import {
  onePiece,
  wholeFile,
  type PlaceContent,
  type PlaceKind,
  type ContentPlace,
} from './place.js';
import type { PlaceContext } from './place-context.js';

/** Archives of files of the container, by what they hold. */
export type NestedKind = Extract<PlaceKind, 'rootfs' | 'shm' | 'tmpfs' | 'volumes'>;

/** An archive of the container's files in the archive. */
export interface NestedArchive {
  readonly kind: NestedKind;
  readonly member: string;
  /** Where its files are in the container: the root, a mount point; undefined where no image tells. */
  readonly mountPoint: string | undefined;
}

/** What the container changed of its root, its tmpfs, /dev/shm and volumes. */
export function nestedArchives(context: PlaceContext, kind: NestedKind): NestedArchive[] {
  const { prefix, imagePrefix } = context.checkpoint;
  switch (kind) {
    case 'rootfs':
      return [{ kind, member: `${prefix}rootfs-diff.tar`, mountPoint: '/' }];
    case 'shm':
      return [{ kind, member: `${prefix}devshm-checkpoint.tar`, mountPoint: '/dev/shm' }];
    case 'volumes':
      return context
        .namesBelow(prefix)
        .filter(isVolume)
        .map((name) => ({ kind, member: prefix + name, mountPoint: undefined }));
    case 'tmpfs': {
      const points = tmpfsMountPoints(context);
      // Tars, most often compressed, without one of CRIU's magics.
      return context
        .namesBelow(imagePrefix)
        .filter(isTmpfsImage)
        .map((image) => ({ kind, member: imagePrefix + image, mountPoint: points.get(image) }));
    }
  }
}

/** The files in all archives of a kind. */
export async function* nestedPlaces(
  context: PlaceContext,
  kind: NestedKind,
): AsyncGenerator<ContentPlace> {
  for (const { member, mountPoint } of nestedArchives(context, kind)) {
    const isMounted = kind === 'tmpfs' && mountPoint !== undefined;
    yield* filesIn(context, kind, member, isMounted ? `tmpfs ${mountPoint}` : member);
  }
}

/** Podman's `volumes/NAME.tar`, where container or pod begins. */
function isVolume(name: string): boolean {
  return /^volumes\/.+\.tar$/.test(name);
}

export function isTmpfsImage(baseName: string): boolean {
  return /^tmpfs-[^/]*\.img$/.test(baseName);
}

function isMountImage(baseName: string): boolean {
  return /^mountpoints-\d+\.img$/.test(baseName);
}

/**
 * Where the whole of a tmpfs is mounted, by the image of its contents, which is named by the device or,
 * in old sets, by the mount (mnt_entry.root_dev, mnt_id). Of several mounts the first that was made.
 */
export function tmpfsMountPoints(context: PlaceContext): Map<string, string> {
  const { checkpoint, images } = context;
  const points = new Map<string, { readonly id: number; readonly point: string }>();
  for (const image of context.namesBelow(checkpoint.imagePrefix).filter(isMountImage)) {
    for (const entry of images.messages(image, 'mnt_entry')) {
      const { root, mountpoint: point, root_dev = 0, mnt_id: id = 0 } = entry;
      if (root !== '/' || point === undefined) continue;
      for (const name of [`tmpfs-dev-${root_dev}.tar.gz.img`, `tmpfs-${id}.tar.gz.img`]) {
        const known = points.get(name);
        if (known === undefined || id < known.id) points.set(name, { id, point });
      }
    }
  }
  return new Map([...points].map(([name, { point }]) => [name, point]));
}

/**
 * The files of an archive in the archive; duplicates count too. Of a damaged one those before the
 * damage. A hardlink has no bytes of its own.
 * @param shown what stands before the names of its files
 */
async function* filesIn(
  context: PlaceContext,
  kind: PlaceKind,
  member: string,
  shown: string,
): AsyncGenerator<ContentPlace> {
  const source = context.source(member);
  if (source === undefined) return;
  const budget = new MemoryBudget(context.limits);
  try {
    for await (const entry of walkArchiveContent({ kind: 'source', source }, context.limits)) {
      const { name, type, size } = entry.member;
      if (size === 0 || (type !== 'file' && type !== 'unknown')) continue;
      const content = await contentOf(entry, budget, context.damage);
      if (content === undefined) continue;
      const path = memberPlace({ member }, name).member ?? name;
      yield { kind, name: `${shown}:${name}`, member: path, holders: [], content };
    }
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    context.damage.add(error);
  }
}

async function contentOf(
  { member, content }: Entry,
  budget: MemoryBudget,
  damage: Damage,
): Promise<PlaceContent | undefined> {
  if (content.kind === 'source') return readableContent(content.source);
  if (content.packed === undefined) {
    return { kind: 'stream', chunks: untilDamage(content.chunks, damage) };
  }
  // A stream can leave out no holes, however long the file claims them to be.
  const { stored } = content.packed.map;
  try {
    budget.take(stored, contentPlace(content));
    budget.giveBack(stored);
    return wholeFile(await holdContent(content, member.size));
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    damage.add(error);
    return undefined;
  }
}

/** What there is of a file; the last one of a tar that is cut off has less than its header says. */
function readableContent(source: ByteSource): PlaceContent | undefined {
  if (source.sparse === undefined) return onePiece(source, 0, readableLength(source));
  const { starts, lengths } = source.sparse;
  const end = (starts.at(-1) ?? 0) + (lengths.at(-1) ?? 0);
  return end === 0 || isReadable(source, end - 1) ? wholeFile(source) : undefined;
}

function readableLength(source: ByteSource): number {
  if (isReadable(source, source.size - 1)) return source.size;
  let low = 0;
  let high = source.size - 1;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (isReadable(source, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isReadable(source: ByteSource, offset: number): boolean {
  try {
    source.read(offset, 1);
    return true;
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return false;
  }
}

/** The chunks before the damage, which is told. */
async function* untilDamage(
  chunks: AsyncIterable<Uint8Array>,
  damage: Damage,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    damage.add(error);
  }
}
