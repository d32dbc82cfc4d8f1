import { existsSync } from 'node:fs';
import { isRemote } from '../remote/archive-name.js';
import type { Limits } from './limits.js';

/** What stands before the path of an image (containers-transports(5)); its bytes tell what it is all the same. */
const TRANSPORT = /^(?:oci|oci-archive|docker-archive|dir):(.+)$/s;

/** Where an image lies, and which is meant of several: its tag or digest. */
export interface ImagePath {
  readonly path: string;
  readonly name?: string;
}

/** Of `oci:PATH[:NAME]` and its like, as skopeo and Podman take them. A file of such a name is `./oci:PATH`. */
export function imagePathOf(word: string): ImagePath | undefined {
  const [, rest] = TRANSPORT.exec(word) ?? [];
  return rest === undefined ? undefined : splitName(rest);
}

/** Where an archive lies in the file system; undefined for standard input and what is on a server. */
export function localPath(archive: string): string | undefined {
  if (archive === '-' || isRemote(archive)) return undefined;
  return imagePathOf(archive)?.path ?? archive;
}

/** The limits, with the image that the name of the archive tells. */
export function limitsFor(archive: string, limits: Limits): Limits {
  const name = imagePathOf(archive)?.name;
  return name === undefined ? limits : { ...limits, image: name };
}

/** A path may have colons, and so may a name: the first part that is there is the path. */
function splitName(text: string): ImagePath {
  if (existsSync(text)) return { path: text };
  for (let at = text.indexOf(':'); at > 0; at = text.indexOf(':', at + 1)) {
    const path = text.slice(0, at);
    if (existsSync(path)) return { path, name: text.slice(at + 1) };
  }
  return { path: text };
}
