import type { BaseImage } from '../../archive/base-image/base-image.js';
import type { Limits } from '../../archive/limits.js';
import { readDeletedFiles, readDiffLayer, type RootDiff } from '../../archive/root-diff.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { findMember, type Checkpoint } from '../../model/checkpoint.js';
import { sourceOf } from '../../model/members.js';
import { rowsOfDiff, type ListingRow } from '../listing.js';
import { compareRoot } from './compare-root.js';
import type { Drift } from './drift.js';

/** A changed or deleted file of the root file system, and what it is beside that of the image. */
export type DriftRow = ListingRow & Partial<Drift>;

/**
 * The changes of the root file system, compared with the image.
 * @throws CheckpointError `not-found` when none were saved
 */
export async function driftRows(
  checkpoint: Checkpoint,
  image: BaseImage,
  limits: Limits,
): Promise<DriftRow[]> {
  const diff = await readDiff(checkpoint, limits);
  const drifts = await compareRoot(checkpoint, image, limits);
  return rowsOfDiff(diff).map((row) => {
    if (row.told_by === undefined) return { ...row, ...drifts.get(row.name) };
    return image.find(row.name) === undefined ? row : { ...row, change: 'deleted', differs: [] };
  });
}

async function readDiff(checkpoint: Checkpoint, limits: Limits): Promise<RootDiff> {
  const { archive } = checkpoint;
  const content = (name: string) => {
    const member = findMember(checkpoint, name);
    return member && ({ kind: 'source', source: sourceOf(archive, member) } as const);
  };
  const layer = content('rootfs-diff.tar');
  const list = content('deleted.files');
  if (layer === undefined && list === undefined) {
    const sentence =
      'no changes of the root file system were saved (no rootfs-diff.tar, no deleted.files)';
    throw new CheckpointError('not-found', sentence, { file: archive.file });
  }
  const {
    entries = [],
    deleted = [],
    opaque = [],
  } = layer === undefined ? {} : await readDiffLayer(layer, limits);
  const listed = list === undefined ? [] : await readDeletedFiles(list);
  return { entries, deleted: [...listed, ...deleted], opaque };
}
