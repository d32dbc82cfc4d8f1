import type { GhostFileEntry } from '../criu/messages.generated.js';
import type { Checkpoint } from './checkpoint.js';
import { fileTableOf } from './file-table.js';
import { readGhost, type GhostContents } from './ghost-contents.js';
import { remapsOf } from './remaps.js';

/** A file that was deleted while it was open or mapped. */
export interface GhostFile {
  /** Its image, such as `ghost-file-2.img`. */
  readonly image: string;
  /** The name that it had; that of the image where no file leads to it. */
  readonly path: string;
  readonly entry: GhostFileEntry;
  /** Bytes; those that are known of a damaged one. */
  readonly size: bigint;
  readonly contents: GhostContents;
}

/** All deleted files, in the order of the archive. Of several names the first that a descriptor had counts. */
export function* ghostFilesOf(checkpoint: Checkpoint): Generator<GhostFile> {
  const { images } = checkpoint;
  const files = fileTableOf(checkpoint);
  const paths = new Map<string, string>();
  for (const [id, target] of remapsOf(checkpoint)) {
    const path = files.regular(id)?.name;
    if (target.kind === 'ghost' && path !== undefined && !paths.has(target.image)) {
      paths.set(target.image, path);
    }
  }
  for (const image of images.names(/^ghost-file-[0-9a-f]+\.img$/)) {
    const entry = images.find(image, 'ghost_file_entry');
    const contents = readGhost(checkpoint, image);
    if (entry === undefined || contents === undefined) continue;
    const size = contents.size ?? 0n;
    yield { image, path: paths.get(image) ?? image, entry, size, contents };
  }
}
