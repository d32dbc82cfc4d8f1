import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../../bytes/file-error.js';
import { type ImagePath, imagePathOf } from '../local-path.js';

/** Where the image of a container lies, as skopeo and Podman name it. */
export interface ImagePlace extends ImagePath {
  /** As it was typed. */
  readonly word: string;
}

/** `oci:PATH[:NAME]` and its like, or a path; undefined for other words. */
export function imagePlaceOf(word: string): ImagePlace | undefined {
  const image = imagePathOf(word);
  if (image !== undefined) return { word, ...image };
  return /^\.{0,2}\//.test(word) || existsSync(word) ? { word, path: word } : undefined;
}

/**
 * A directory with files of a system, rather than with those of an image.
 * @throws CheckpointError when there is nothing
 */
export function isTree(path: string): boolean {
  try {
    if (!statSync(path).isDirectory()) return false;
  } catch (error) {
    throw fileError('open', path, error);
  }
  const has = (file: string): boolean =>
    statSync(join(path, file), { throwIfNoEntry: false })?.isFile() === true;
  return !(has('index.json') && has('oci-layout')) && !has('manifest.json');
}
