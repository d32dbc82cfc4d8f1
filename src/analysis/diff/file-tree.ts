import { createHash } from 'node:crypto';
import { contentChunks } from '../../archive/content.js';
import { holeLimit } from '../../archive/hole-limit.js';
import { cleanName, hasBytes, type Entry, type Member } from '../../archive/member.js';
import { parseDeletedFiles } from '../../archive/root-diff.js';
import { OPAQUE, WHITEOUT } from '../../archive/image/merge-layers.js';
import { walkArchiveContent } from '../../archive/unpack.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isoTime } from '../../bytes/iso-time.js';
import { findMember } from '../../model/checkpoint.js';
import { nestedArchives, type NestedKind } from '../../model/contents/nested-archives.js';
import { PlaceContext } from '../../model/contents/place-context.js';
import type { Side } from './side.js';

/** A file of the container, as the archive that holds it tells it. */
export interface TreeFile {
  /** One of the places of the tree. */
  readonly place: string;
  /** `deleted`: one of the image that is gone; `opaque`: a directory of which nothing of the image is left. */
  readonly type: Member['type'] | 'deleted' | 'opaque';
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly size: number;
  readonly mtime?: string | undefined;
  readonly linkTarget?: string | undefined;
  readonly device?: string | undefined;
}

/** The files of a container that a checkpoint has saved, by their paths. */
export interface FileTree {
  readonly files: ReadonlyMap<string, TreeFile>;
  /** What was saved: `/`, mount points, volumes. */
  readonly places: ReadonlySet<string>;
  /** SHA-256 of the files that are asked for, in hexadecimal. */
  digests(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
  /** Contents of those that are no larger than a text that somebody reads. */
  texts(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** The place of rootfs-diff.tar. */
export const ROOT = '/';

const KINDS: readonly NestedKind[] = ['rootfs', 'tmpfs', 'shm', 'volumes'];

/** Larger files are not compared line by line. */
const MAX_TEXT = 256 * 1024;

/** Bytes of texts that are held at once. */
const MAX_TEXTS = 32 * 1024 ** 2;

/** Goes through the archives of files once; their contents only when they are asked for. */
export async function listTree(side: Side): Promise<FileTree> {
  const files = new Map<string, TreeFile>();
  const places = new Set<string>();
  for await (const { path, entry, place } of entriesOf(side)) {
    places.add(place);
    if (entry === undefined) continue;
    const { directory, name } = cutName(path);
    if (name === OPAQUE) files.set(directory, { place, type: 'opaque', size: 0 });
    else if (name.startsWith(WHITEOUT)) {
      files.set(`${directory}/${name.slice(WHITEOUT.length)}`, { place, type: 'deleted', size: 0 });
    } else files.set(path, { place, ...fileOf(entry.member) });
  }
  for (const path of deletedFiles(side)) files.set(path, { place: ROOT, type: 'deleted', size: 0 });
  return {
    files,
    places,
    async digests(paths) {
      const digests = new Map<string, string>();
      if (paths.size === 0) return digests;
      for await (const { path, entry } of entriesOf(side)) {
        if (entry === undefined || !paths.has(path) || !hasBytes(entry.member)) continue;
        const tooLong = holeLimit(entry.content, entry.member.size, side.limits);
        if (tooLong !== undefined) {
          side.checkpoint.damage.add(tooLong);
          continue;
        }
        const hash = createHash('sha256');
        for await (const chunk of contentChunks(entry.content)) hash.update(chunk);
        digests.set(path, hash.digest('hex'));
      }
      return digests;
    },
    async texts(paths) {
      const texts = new Map<string, Uint8Array>();
      let left = MAX_TEXTS;
      for await (const { path, entry } of entriesOf(side)) {
        if (entry === undefined || !paths.has(path) || !hasBytes(entry.member)) continue;
        if (entry.member.size > Math.min(MAX_TEXT, left)) continue;
        left -= entry.member.size;
        const chunks: Uint8Array[] = [];
        for await (const chunk of contentChunks(entry.content)) chunks.push(Buffer.from(chunk));
        texts.set(path, Buffer.concat(chunks));
      }
      return texts;
    },
  };
}

interface TreeEntry {
  readonly place: string;
  readonly path: string;
  /** Undefined once for each archive, that an empty one counts, too. */
  readonly entry?: Entry;
}

/** The members of all archives of files; of a damaged one those before the damage, which is told. */
async function* entriesOf({ checkpoint, limits }: Side): AsyncGenerator<TreeEntry> {
  const context = new PlaceContext(checkpoint, limits);
  for (const archive of KINDS.flatMap((kind) => nestedArchives(context, kind))) {
    const source = context.source(archive.member);
    if (source === undefined) continue;
    const place = archive.mountPoint ?? archive.member.slice(checkpoint.prefix.length);
    yield { place, path: place };
    try {
      for await (const entry of walkArchiveContent({ kind: 'source', source }, limits)) {
        const { name } = entry.member;
        const path = name === '.' ? place : `${place === '/' ? '' : place}/${name}`;
        yield { place, path, entry };
      }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      checkpoint.damage.add(error);
    }
  }
}

/** The list that Podman and CRI-O keep beside rootfs-diff.tar. */
function deletedFiles({ checkpoint }: Side): string[] {
  const member = findMember(checkpoint, 'deleted.files');
  if (member === undefined || !hasBytes(member)) return [];
  return checkpoint.damage.attemptOr(() => {
    const source = checkpoint.archive.source(member);
    const names = parseDeletedFiles(source.read(0, source.size), source.place);
    return names.map((name) => `/${cleanName(name.replace(/^\/+/, ''))}`);
  }, []);
}

function fileOf(member: Member): Omit<TreeFile, 'place'> {
  const { type, mode, uid, gid, size, mtimeNs, linkName, device } = member;
  return {
    type: type === 'unknown' ? 'file' : type,
    mode,
    uid,
    gid,
    size,
    mtime: mtimeNs === undefined ? undefined : isoTime(mtimeNs),
    linkTarget: linkName,
    device: device && `${device.major}:${device.minor}`,
  };
}

function cutName(path: string): { directory: string; name: string } {
  const cut = path.lastIndexOf('/');
  return { directory: path.slice(0, cut), name: path.slice(cut + 1) };
}
