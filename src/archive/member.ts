import type { ByteSource } from '../bytes/byte-source.js';
import type { Place } from '../bytes/checkpoint-error.js';
import type { SparseMap } from '../bytes/sparse-map.js';

export type MemberType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'character-device'
  | 'block-device'
  | 'fifo'
  | 'socket'
  | 'unknown';

/** What an archive's header, or a directory's inode, says of one member. */
export interface Member {
  /**
   * Path with `/`, without a leading `./` or `/` and a trailing `/`; otherwise as the archive has it, so it
   * may hold `..`: a key to look up, never a path on disk. The root itself is `.`.
   * Bytes that are not UTF-8 stand as lone surrogates U+DC80 to U+DCFF (one a byte).
   */
  readonly name: string;
  /** Whether the archive has the name with a slash before it, as `tar -P` writes it. */
  readonly isAbsolute?: true;
  readonly type: MemberType;
  /**
   * Permission bits with setuid, setgid and sticky (tar header `mode`), 0 to 0o7777. As the other
   * numbers of a header, undefined where the header has something that is no number.
   */
  readonly mode: number | undefined;
  /** What passes 2^53 is told as 2^53 - 1. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** Names of owner and group as the archive tells them; empty where it does not. */
  readonly owner: string;
  readonly group: string;
  /** Bytes of content; a sparse member counts its holes. */
  readonly size: number;
  /** Nanoseconds since the epoch: any time that a header can tell, exactly. */
  readonly mtimeNs: bigint | undefined;
  /** Last access, last change of the inode, and creation, where PAX records tell them. */
  readonly atimeNs?: bigint;
  readonly ctimeNs?: bigint;
  readonly birthNs?: bigint;
  /** The extended attribute security.capability, where a PAX record tells it: vfs_cap_data of the kernel. */
  readonly fileCapabilities?: Uint8Array;
  /** Target of a symlink or hardlink. */
  readonly linkName?: string;
  readonly device?: { readonly major: number; readonly minor: number };
}

/** Where the bytes of a member are to be had. */
export type Content =
  /** In random access. */
  | { readonly kind: 'source'; readonly source: ByteSource }
  /** Once, in order, and only until the next member is asked for. */
  | {
      readonly kind: 'stream';
      readonly place: Place;
      /** All bytes; holes come as zeros. */
      readonly chunks: AsyncIterable<Uint8Array>;
      /** Of a file with holes: the same without them. Either of the two can be read. */
      readonly packed?: { readonly map: SparseMap; readonly chunks: AsyncIterable<Uint8Array> };
    };

export interface Entry {
  readonly member: Member;
  readonly content: Content;
}

/** The place of a member of what lies at `container`. */
export function memberPlace(container: Place, name: string): Place {
  const member = container.member === undefined ? name : `${container.member}:${name}`;
  return container.file === undefined ? { member } : { file: container.file, member };
}

/** Where the member of a name is, for error messages. */
export type PlaceOf = (name: string) => Place;

export function placeInside(container: Place): PlaceOf {
  return (name) => memberPlace(container, name);
}

/** A member's name as `Member.name` wants it. */
export function cleanName(name: string): string {
  let start = 0;
  for (let length = 1; length > 0; start += length) {
    length = name.charAt(start) === '/' ? 1 : name.startsWith('./', start) ? 2 : 0;
  }
  let end = name.length;
  while (end > start && name.charAt(end - 1) === '/') end -= 1;
  return start === end ? '.' : name.slice(start, end);
}

/** Whether it has bytes of its own. What is of a type that nobody knows is read as a file (POSIX, pax). */
export function hasBytes({ type }: Member): boolean {
  return type === 'file' || type === 'unknown';
}

/** What a member is, in a sentence: `a symlink to ../x`. */
export function nameOfType(member: Member): string {
  switch (member.type) {
    case 'file':
    case 'directory':
    case 'character-device':
    case 'block-device':
    case 'fifo':
    case 'socket':
      return `a ${member.type.replace('-', ' ')}`;
    case 'symlink':
    case 'hardlink':
      return `a ${member.type} to ${member.linkName ?? ''}`;
    case 'unknown':
      return 'of an unknown type';
  }
}
