import type { Member, MemberType } from '../archive/member.js';

/** One line of `ls`. Files that only a list of deletions names have nothing but a name. */
export interface ListingRow {
  readonly name: string;
  /** `deleted` and `opaque` tell of files of the image that the container removed. */
  readonly type: MemberType | 'deleted' | 'opaque';
  /** Permission bits. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly owner?: string;
  readonly group?: string;
  /** Bytes. */
  readonly size?: number;
  /** Seconds since the epoch. */
  readonly mtime?: number;
  readonly link_target?: string;
  readonly device?: { readonly major: number; readonly minor: number };
  /** What told of the deletion: `deleted.files` of the archive, or a whiteout in the layer. */
  readonly told_by?: 'deleted.files' | 'whiteout';
}

/** What a header tells of a member. */
export function rowOfMember(member: Member): ListingRow {
  const { name, type, mode, uid, gid, owner, group, size, mtime, linkName, device } = member;
  return {
    name,
    type,
    mode,
    uid,
    gid,
    owner,
    group,
    size,
    mtime,
    ...(linkName !== undefined && { link_target: linkName }),
    ...(device !== undefined && { device }),
  };
}
