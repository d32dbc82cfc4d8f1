import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import { collectBytes, contentPlace } from './content.js';
import { OPAQUE, WHITEOUT } from './image/merge-layers.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { cleanName, hasBytes, type Content, type Member } from './member.js';
import { walkMembers } from './walk-members.js';
import { walkArchiveContent } from './unpack.js';

/** What a container changed in its root filesystem. Names are as a tar has them: without a slash first. */
export interface RootDiff {
  /** Created or changed, out of `rootfs-diff.tar`. */
  readonly entries: readonly Member[];
  readonly deleted: readonly DeletedFile[];
  /** Directories of which nothing is left but what `entries` has. */
  readonly opaque: readonly string[];
}

interface DeletedFile {
  readonly name: string;
  /** Podman and CRI-O list deleted files in a member; containerd has whiteouts in the tar itself. */
  readonly by: 'deleted.files' | 'whiteout';
}

const MAX_DELETED_FILES = 64 * 1024 ** 2;

/**
 * Goes through an archive once. Undefined if it has neither of the two members.
 * @param prefix directory of a pod's container, with a slash at its end
 * @throws CheckpointError
 */
export async function readRootDiff(
  file: string,
  limits: Limits = DEFAULT_LIMITS,
  prefix = '',
): Promise<RootDiff | undefined> {
  let layer: RootDiff | undefined;
  let listed: DeletedFile[] | undefined;
  for await (const { member, content } of walkMembers(file, limits)) {
    if (!hasBytes(member)) continue;
    if (member.name === `${prefix}rootfs-diff.tar`) layer = await readDiffLayer(content, limits);
    if (member.name === `${prefix}deleted.files`) listed = await readDeletedFiles(content);
  }
  if (layer === undefined && listed === undefined) return undefined;
  const { entries = [], deleted = [], opaque = [] } = layer ?? {};
  return { entries, deleted: [...(listed ?? []), ...deleted], opaque };
}

/** What a layer, such as rootfs-diff.tar, changes. */
export async function readDiffLayer(content: Content, limits: Limits): Promise<RootDiff> {
  const entries: Member[] = [];
  const deleted: DeletedFile[] = [];
  const opaque: string[] = [];
  for await (const { member } of walkArchiveContent(content, limits)) {
    const cut = member.name.lastIndexOf('/') + 1;
    const base = member.name.slice(cut);
    if (base === OPAQUE) opaque.push(cleanName(member.name.slice(0, cut)));
    else if (base.startsWith(WHITEOUT)) {
      const name = member.name.slice(0, cut) + base.slice(WHITEOUT.length);
      deleted.push({ name, by: 'whiteout' });
    } else entries.push(member);
  }
  return { entries, deleted, opaque };
}

/** A JSON list of absolute paths, or `null` for none. */
export async function readDeletedFiles(content: Content): Promise<DeletedFile[]> {
  const place = contentPlace(content);
  const names = parseDeletedFiles(await collectBytes(content, MAX_DELETED_FILES), place);
  return names.map((name) => ({ name: cleanName(name.replace(/^\/+/, '')), by: 'deleted.files' }));
}

/**
 * The paths in deleted.files.
 * @throws CheckpointError `invalid-json`
 */
export function parseDeletedFiles(bytes: Uint8Array, place: Place): string[] {
  try {
    const json = JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
    if (json === null) return [];
    if (Array.isArray(json) && json.every((name) => typeof name === 'string')) return json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CheckpointError('invalid-json', 'is not a JSON list of paths', place);
}
