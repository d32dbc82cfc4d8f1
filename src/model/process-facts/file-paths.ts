import { absent, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { memfdPath } from '../descriptors/memfd-path.js';
import { fileTableOf } from '../file-table.js';
import { memfdInodeOf } from '../memfd-inodes.js';
import { isDeletedBy, remapsOf, type RemapTarget } from '../remaps.js';

/** A file by the path under which it was opened. */
export interface FilePath {
  /** reg_file_entry.name, a path within the process's mount namespace; of a memfd `/memfd:NAME`. */
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

/**
 * A program, directory or mapped file by the id of its entry: a file with a path, or a memfd, from which
 * programs can be run, too.
 */
export function findFilePath(checkpoint: Checkpoint, id: number): Fact<FilePath> {
  const path = fileTableOf(checkpoint).regular(id)?.name;
  if (path === undefined) return findMemfdPath(checkpoint, id);
  const target = remapsOf(checkpoint).get(id);
  if (target === undefined) return { path, deleted: false };
  const kept = keptOf(checkpoint, target);
  return { path, deleted: isDeletedBy(target, path), ...(kept !== undefined && { kept }) };
}

/** It never had a name, which links in /proc show as one that was deleted. */
function findMemfdPath(checkpoint: Checkpoint, id: number): Fact<FilePath> {
  const inode = memfdInodeOf(checkpoint, id);
  if (inode !== undefined) return { path: memfdPath(inode), deleted: true };
  const isMemfd = fileTableOf(checkpoint).find('MEMFD', id) !== undefined;
  return absent(
    isMemfd
      ? 'it is a memfd whose inode is not in memfd.img'
      : `no file has the id ${id} that it refers to`,
  );
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
