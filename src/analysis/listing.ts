import { listNested } from '../archive/nested.js';
import type { Limits } from '../archive/limits.js';
import type { Member, MemberType } from '../archive/member.js';
import { walkMembers } from '../archive/walk-members.js';
import { readRootDiff, type RootDiff } from '../archive/root-diff.js';
import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';

/** One line of `ls`. Files that only a list of deletions names have nothing but a name. */
export interface ListingRow {
  readonly name: string;
  /** `deleted` and `opaque` tell of files of the image that the container removed. */
  readonly type: MemberType | 'deleted' | 'opaque';
  /** Permission bits. */
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly owner?: string;
  readonly group?: string;
  /** Bytes. */
  readonly size?: number;
  /** Nanoseconds since the epoch. */
  readonly mtimeNs?: bigint | undefined;
  readonly link_target?: string;
  readonly device?: { readonly major: number; readonly minor: number };
  /** What told of the deletion: `deleted.files` of the archive, or a whiteout in the layer. */
  readonly told_by?: 'deleted.files' | 'whiteout';
}

/** What a header tells of a member. */
export function rowOfMember(member: Member): ListingRow {
  const { name, type, mode, uid, gid, owner, group, size, mtimeNs, linkName, device } = member;
  return {
    name,
    type,
    mode,
    uid,
    gid,
    owner,
    group,
    size,
    mtimeNs,
    ...(linkName !== undefined && { link_target: linkName }),
    ...(device !== undefined && { device }),
  };
}

/** `rootfs-diff.tar` at the top or of a container of a pod, and what is asked for inside of it. */
const ROOT_DIFF = /^((?:.*\/)?)rootfs-diff\.tar(?::(.*))?$/s;

/**
 * What is at a path of an archive, also inside of the archives in it. The changes of a root file system
 * come with the files that the container deleted.
 * @param path as in `rootfs-diff.tar:etc`; empty for the whole archive
 */
export async function listMembers(
  file: string,
  path: string,
  limits: Limits,
): Promise<readonly ListingRow[]> {
  const match = ROOT_DIFF.exec(path);
  if (match !== null) {
    const [, prefix = '', below = ''] = match;
    const rows = await listRootDiff(file, prefix, limits);
    if (rows !== undefined) return rowsBelow(rows, below, { file, member: path });
  }
  const { members } = await listNested(file, path, limits);
  return members.map(rowOfMember);
}

/** All members; of a damaged archive those before the damage, and what it is. */
export async function listAll(
  file: string,
  limits: Limits,
): Promise<{ readonly rows: readonly ListingRow[]; readonly damage?: CheckpointError }> {
  const rows: ListingRow[] = [];
  try {
    for await (const { member } of walkMembers(file, limits)) rows.push(rowOfMember(member));
  } catch (error) {
    if (!(error instanceof CheckpointError) || rows.length === 0) throw error;
    return { rows, damage: error };
  }
  if (rows.length === 0) {
    throw new CheckpointError('invalid-archive', 'there are no members', { file });
  }
  return { rows };
}

/**
 * Created and changed files of the container's root file system, then those that are gone. Undefined if
 * the archive has nothing of it.
 * @param prefix directory of a pod's container, with a slash at its end
 */
export async function listRootDiff(
  file: string,
  prefix: string,
  limits: Limits,
): Promise<readonly ListingRow[] | undefined> {
  const diff = await readRootDiff(file, limits, prefix);
  return diff === undefined ? undefined : rowsOfDiff(diff);
}

export function rowsOfDiff({ entries, deleted, opaque }: RootDiff): ListingRow[] {
  return [
    ...entries.map(rowOfMember),
    ...opaque.map((name): ListingRow => ({ name, type: 'opaque', told_by: 'whiteout' })),
    ...deleted.map(({ name, by }): ListingRow => ({ name, type: 'deleted', told_by: by })),
  ];
}

/** @throws CheckpointError `not-found` when nothing is there */
function rowsBelow(rows: readonly ListingRow[], path: string, place: Place): readonly ListingRow[] {
  const name = path.replace(/^(?:\.?\/)+|\/+$/g, '');
  if (name === '') return rows;
  const found = rows.filter((row) => row.name === name || row.name.startsWith(`${name}/`));
  if (found.length === 0) throw new CheckpointError('not-found', 'no such member', place);
  return found;
}
