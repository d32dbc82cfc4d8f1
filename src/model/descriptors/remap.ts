import type { GhostFileEntry, Timeval } from '../../criu/messages.generated.js';
import { absent, known, type Absent } from '../absent.js';
import { remapsOf } from '../remaps.js';
import { kernelDevice } from './device.js';
import type { FileContext } from './file-context.js';

/** How an open file that has no name any more was kept (remap-fpath.img). */
export type Remap = GhostFile | LinkedFile | ProcFile;

/** It was deleted: its contents lie in an image of their own. */
export interface GhostFile {
  readonly kind: 'ghost';
  /** `ghost-file-2.img`. */
  readonly image: string;
  /** Size of the file. */
  readonly sizeBytes: bigint | Absent;
  /** Bytes in the image; less than the size for a file with holes. */
  readonly keptBytes: bigint | Absent;
  /** Owner as seen inside the user namespace. */
  readonly uid: number | Absent;
  readonly gid: number | Absent;
  /** st_mode of stat(2). */
  readonly mode: number | Absent;
  readonly device: string | Absent;
  readonly inode: bigint | Absent;
  /** Microseconds since the epoch. */
  readonly accessedUs: bigint | Absent;
  readonly modifiedUs: bigint | Absent;
  /** Where it led, when it was a symbolic link. */
  readonly linkTarget?: string;
}

/** This name was deleted while others lived on: CRIU made it a name of its own for the dump. */
export interface LinkedFile {
  readonly kind: 'linked';
  readonly path: string | Absent;
}

/** A file in /proc of a process, which CRIU took for gone. */
export interface ProcFile {
  readonly kind: 'procfs';
  readonly pid: number;
}

/** How the regular file with this id was kept; undefined for one that still had its name. */
export function findRemap(context: FileContext, id: number): Remap | undefined {
  const target = remapsOf(context.checkpoint).get(id);
  switch (target?.kind) {
    case undefined:
      return undefined;
    case 'ghost':
      return findGhost(context, target.image);
    case 'procfs':
      return target;
    case 'linked': {
      const path = context.files.regular(target.id)?.name;
      return { kind: 'linked', path: known(path, `no regular file has the id ${target.id}`) };
    }
  }
}

/** Several files may be one ghost: its image, which may be large, is gone through once. */
function findGhost(context: FileContext, image: string): GhostFile {
  const ghosts = context.index(ghostsByImage);
  const ghost = ghosts.get(image) ?? readGhost(context, image);
  ghosts.set(image, ghost);
  return ghost;
}

function ghostsByImage(): Map<string, GhostFile> {
  return new Map();
}

function readGhost({ images }: FileContext, image: string): GhostFile {
  const entries = images.entries(image);
  const ghost: GhostFileEntry = images.find(image, 'ghost_file_entry') ?? {};
  const reason = images.whyNot(image);
  const kept = entries.reduce(
    (sum, { payload }) => sum + (payload.kind === 'bytes' ? BigInt(payload.bytes.size) : 0n),
    0n,
  );
  const chunked = ghost.chunks === true;
  const size = chunked ? ghost.size : entries.length > 0 ? kept : undefined;
  return {
    kind: 'ghost',
    image,
    sizeBytes: known(size, reason),
    keptBytes: entries.length > 0 ? kept : absent(reason),
    uid: known(ghost.uid, reason),
    gid: known(ghost.gid, reason),
    mode: known(ghost.mode, reason),
    device: ghost.dev === undefined ? absent(reason) : kernelDevice(ghost.dev),
    inode: known(ghost.ino, reason),
    accessedUs: timeOf(ghost.atim, reason),
    modifiedUs: timeOf(ghost.mtim, reason),
    ...(ghost.symlnk_target !== undefined && { linkTarget: ghost.symlnk_target }),
  };
}

function timeOf(time: Timeval | undefined, reason: string): bigint | Absent {
  if (time === undefined) return absent(reason);
  return BigInt(time.tv_sec ?? 0) * 1_000_000n + BigInt(time.tv_usec ?? 0);
}
