import type { Limits } from '../limits.js';
import type { BaseImage, ImageInterest } from './base-image.js';
import { openDirectoryTree } from './directory-tree.js';
import { isTree, type ImagePlace } from './image-place.js';
import { openLayers } from './layers.js';

/** @throws CheckpointError */
export async function openBaseImage(
  { path, name }: ImagePlace,
  interest: ImageInterest,
  limits: Limits,
): Promise<BaseImage> {
  return isTree(path) ? openDirectoryTree(path) : await openLayers(path, name, interest, limits);
}
