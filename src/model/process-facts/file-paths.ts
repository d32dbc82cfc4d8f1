import type { Checkpoint } from '../checkpoint.js';
import { fileTableOf } from '../file-table.js';
import { isDeletedBy, remapsOf, type RemapTarget } from '../remaps.js';

/** A file by the path under which it was opened. */
export interface FilePath {
  /** reg_file_entry.name: a path within the process's mount namespace. */
  readonly path: string;
  /** The path no longer led to the file. */
  readonly deleted: boolean;
  /** Where CRIU kept what was deleted. */
  readonly kept?: KeptFile;
}

export type KeptFile =
  /** Contents in an image of their own. */
  | { readonly kind: 'ghost'; readonly image: string }
  /** A further hard link beside it. */
  | { readonly kind: 'link'; readonly path: string }
  /** The entry in /proc of a process that was gone. */
  | { readonly kind: 'process'; readonly pid: number };

/** A program, directory or mapped file by reg_file_entry.id; undefined when no file has the id. */
export function findFilePath(checkpoint: Checkpoint, id: number): FilePath | undefined {
  const path = fileTableOf(checkpoint).regular(id)?.name;
  if (path === undefined) return undefined;
  const target = remapsOf(checkpoint).get(id);
  if (target === undefined) return { path, deleted: false };
  const kept = keptOf(checkpoint, target);
  return { path, deleted: isDeletedBy(target, path), ...(kept !== undefined && { kept }) };
}

function keptOf(checkpoint: Checkpoint, target: RemapTarget): KeptFile | undefined {
  switch (target.kind) {
    case 'ghost':
      return target;
    case 'procfs':
      return { kind: 'process', pid: target.pid };
    case 'linked': {
      const path = fileTableOf(checkpoint).regular(target.id)?.name;
      return path === undefined ? undefined : { kind: 'link', path };
    }
  }
}
