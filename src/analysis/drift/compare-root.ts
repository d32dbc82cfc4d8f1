import type { BaseImage, ImageInterest } from '../../archive/base-image/base-image.js';
import { contentChunks } from '../../archive/content.js';
import { holeLimit } from '../../archive/hole-limit.js';
import { OPAQUE, WHITEOUT } from '../../archive/image/merge-layers.js';
import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import { cleanName, type Entry, type Member } from '../../archive/member.js';
import { walkArchiveContent } from '../../archive/unpack.js';
import { HashedChunks } from '../../bytes/hashed-chunks.js';
import { findMember, type Checkpoint } from '../../model/checkpoint.js';
import { fileTableOf } from '../../model/file-table.js';
import { sourceOf } from '../../model/members.js';
import { driftOf, type Drift } from './drift.js';

/** What a checkpoint's questions will ask of the image of its container. */
export async function interestOf(
  checkpoint: Checkpoint,
  limits: Limits,
  { ofMemory }: { readonly ofMemory: boolean },
): Promise<ImageInterest> {
  const sizes = new Set<number>();
  const names = new Set<string>();
  for await (const { member } of changedEntries(checkpoint, limits)) {
    if (member.type !== 'file') continue;
    sizes.add(member.size);
    if (ofMemory && member.size <= MAX_TEXT) names.add(member.name);
  }
  if (!ofMemory) return { sizes, names };
  // Programs and libraries have the pages that a dump leaves in their files.
  for (const [, { name = '' }] of fileTableOf(checkpoint).all('REG')) {
    names.add(cleanName(name));
  }
  return { sizes, names };
}

/** Longer texts are not compared line by line. */
const MAX_TEXT = 1024 ** 2;

/**
 * What became of the files in rootfs-diff.tar, by their names there; those that it does not tell of are not compared.
 * @throws CheckpointError for what is damaged
 */
export async function compareRoot(
  checkpoint: Checkpoint,
  image: BaseImage,
  limits: Limits = DEFAULT_LIMITS,
): Promise<ReadonlyMap<string, Drift>> {
  const found = new Map<string, Drift>();
  const files = new Map<string, { member: Member; sha256: string | undefined }>();
  for await (const { member, content } of changedEntries(checkpoint, limits)) {
    const { name } = member;
    const inImage = image.find(name);
    const isOfSize = member.type === 'file' && inImage?.member.size === member.size;
    const tooLong = isOfSize ? holeLimit(content, member.size, limits) : undefined;
    if (tooLong !== undefined) checkpoint.damage.add(tooLong);
    const isCompared = isOfSize && tooLong === undefined;
    const sha256 = isCompared
      ? (await new HashedChunks(contentChunks(content)).finish()).sha256
      : undefined;
    // A hardlink is the file that it leads to.
    const linked = files.get(cleanName(member.linkName ?? ''));
    const file = (member.type === 'hardlink' ? linked : undefined) ?? { member, sha256 };
    if (file.member.type === 'file') files.set(name, file);
    found.set(
      name,
      await driftOf({ ...file.member, name }, () => Promise.resolve(file.sha256 ?? ''), inImage),
    );
  }
  return found;
}

async function* changedEntries(checkpoint: Checkpoint, limits: Limits): AsyncGenerator<Entry> {
  const member = findMember(checkpoint, 'rootfs-diff.tar');
  if (member === undefined) return;
  const source = sourceOf(checkpoint.archive, member);
  for await (const entry of walkArchiveContent({ kind: 'source', source }, limits)) {
    const base = entry.member.name.slice(entry.member.name.lastIndexOf('/') + 1);
    if (base !== OPAQUE && !base.startsWith(WHITEOUT)) yield entry;
  }
}
