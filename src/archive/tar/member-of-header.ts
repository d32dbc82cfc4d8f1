import { cleanName, type Member, type MemberType } from '../member.js';
import type { HeaderBlock } from './header-block.js';

/** The typeflags of POSIX and GNU; 7 is a contiguous file, S a sparse one, D a directory's listing. */
const TYPES: Readonly<Record<string, MemberType>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
  D: 'directory',
  S: 'file',
};

/** @param sparseName the name that the records of a sparse file tell */
export function memberOf(
  header: HeaderBlock,
  sparseName: string | undefined,
  size: number,
): Member {
  const type = typeOf(header);
  const isLink = type === 'symlink' || type === 'hardlink';
  const isDevice = type === 'character-device' || type === 'block-device';
  const { major, minor } = header;
  const name = sparseName ?? header.name;
  return {
    name: cleanName(name),
    ...(name.startsWith('/') && { isAbsolute: true as const }),
    type,
    mode: header.mode,
    uid: header.uid,
    gid: header.gid,
    owner: header.owner,
    group: header.group,
    size,
    mtimeNs: header.mtimeNs,
    ...timesOf(header),
    ...(header.fileCapabilities !== undefined && { fileCapabilities: header.fileCapabilities }),
    ...(isLink && { linkName: header.linkName }),
    ...(isDevice && major !== undefined && minor !== undefined && { device: { major, minor } }),
  };
}

function timesOf({ atimeNs, ctimeNs, birthNs }: HeaderBlock): Partial<Member> {
  return {
    ...(atimeNs !== undefined && { atimeNs }),
    ...(ctimeNs !== undefined && { ctimeNs }),
    ...(birthNs !== undefined && { birthNs }),
  };
}

/**
 * Whether data follow the header. Links, devices, fifos and directories have none, whatever their size
 * says, as Go and Python have it.
 */
export function hasData(header: HeaderBlock): boolean {
  const type = typeOf(header);
  return type === 'file' || type === 'unknown' || header.type === 'D';
}

/** Whether it stands for a file of any kind: a volume label of GNU tar (V) does not. */
export function isMember(header: HeaderBlock): boolean {
  return header.type !== 'V';
}

/** Before ustar a directory was a file whose name ends in a slash. */
function typeOf(header: HeaderBlock): MemberType {
  const type = TYPES[header.type] ?? 'unknown';
  const mayBeOldDirectory = header.type === '\0' || (header.type === '0' && header.size === 0);
  return mayBeOldDirectory && header.name.endsWith('/') ? 'directory' : type;
}
