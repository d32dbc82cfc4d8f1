import type { RemapFilePathEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { fileTableOf, type FileTable } from '../file-table.js';

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

/** remap_type of remap-file-path.proto. */
const RemapType = { linked: 0, ghost: 1, procfs: 2 } as const;

/** Bit of remap_id that old sets without remap_type have for a ghost file. */
const OLD_GHOST = 0x80000000;

/** Paths of programs, directories and mapped files, by reg_file_entry.id. */
export class FilePaths {
  private readonly files: FileTable;
  private remaps: Map<number, RemapFilePathEntry> | undefined;

  constructor(private readonly checkpoint: Checkpoint) {
    this.files = fileTableOf(checkpoint);
  }

  /**
   * @returns undefined when no file has the id
   * @throws CheckpointError when files.img or remap-fpath.img is damaged
   */
  find(id: number): FilePath | undefined {
    const path = this.files.regular(id)?.name;
    if (path === undefined) return undefined;
    this.remaps ??= new Map(
      this.checkpoint.images
        .messages('remap-fpath.img', 'remap_file_path_entry')
        .map((entry) => [entry.orig_id ?? 0, entry]),
    );
    const remap = this.remaps.get(id);
    return remap === undefined
      ? { path, deleted: false }
      : { path, deleted: true, ...this.keptOf(remap) };
  }

  private keptOf({ remap_id = 0, remap_type }: Partial<RemapFilePathEntry>): { kept?: KeptFile } {
    const old = (remap_id & OLD_GHOST) !== 0 ? RemapType.ghost : RemapType.linked;
    switch (remap_type ?? old) {
      case RemapType.ghost: {
        const id = (remap_id & ~OLD_GHOST).toString(16);
        return { kept: { kind: 'ghost', image: `ghost-file-${id}.img` } };
      }
      case RemapType.procfs:
        return { kept: { kind: 'process', pid: remap_id } };
      default: {
        const path = this.files.regular(remap_id)?.name;
        return path === undefined ? {} : { kept: { kind: 'link', path } };
      }
    }
  }
}
