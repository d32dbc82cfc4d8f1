import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../../bytes/file-error.js';

/** Where the image of a container lies, as skopeo and Podman name it. */
export interface ImagePlace {
  /** As it was typed. */
  readonly word: string;
  readonly path: string;
  /** Tag or digest, where there are several. */
  readonly name?: string;
}

/** What stands before a path (containers-transports(5)); what is there needs none of them. */
const TRANSPORT = /^(?:oci|oci-archive|docker-archive|dir):(.+)$/s;

/** `oci:PATH[:NAME]` and its like, or a path; undefined for other words. */
export function imagePlaceOf(word: string): ImagePlace | undefined {
  const [, rest] = TRANSPORT.exec(word) ?? [];
  if (rest !== undefined) return { word, ...splitName(rest) };
  return /^\.{0,2}\//.test(word) || existsSync(word) ? { word, path: word } : undefined;
}

/** A path may have colons, and so may a name: the first part that is there is the path. */
function splitName(text: string): Pick<ImagePlace, 'path' | 'name'> {
  if (existsSync(text)) return { path: text };
  for (let at = text.indexOf(':'); at > 0; at = text.indexOf(':', at + 1)) {
    const path = text.slice(0, at);
    if (existsSync(path)) return { path, name: text.slice(at + 1) };
  }
  return { path: text };
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
