import type { Header } from 'tar-stream';
import { hasBytes, type Member, type MemberType } from '../../archive/member.js';
import { WHITEOUT } from '../../archive/image/merge-layers.js';

/** Largest numbers of a ustar header as tar-stream writes it: six octal digits, and 32 bits of seconds. */
const MOST_ID = 0o777777;
const MOST_SECONDS = 2n ** 31n - 1n;

const SECOND = 1_000_000_000n;

/** The kind of a file in st_mode, so that a mode of 0 is not taken for one that is missing. */
const REGULAR = 0o100000;

const TYPES: Readonly<Record<MemberType, Header['type']>> = {
  file: 'file',
  unknown: 'file',
  directory: 'directory',
  symlink: 'symlink',
  hardlink: 'link',
  'character-device': 'character-device',
  'block-device': 'block-device',
  fifo: 'fifo',
  // Left out before.
  socket: 'file',
};

/** A header with the records of pax for what a ustar header has no room for. */
export function headerOf(member: Member): Partial<Header> & Pick<Header, 'name'> {
  const { name, type, mode = 0, uid = 0, gid = 0, owner, group, size, mtimeNs = 0n } = member;
  const pax: Record<string, string> = {};
  if (uid > MOST_ID) pax['uid'] = String(uid);
  if (gid > MOST_ID) pax['gid'] = String(gid);
  const whole = mtimeNs % SECOND === 0n && mtimeNs >= 0n && mtimeNs / SECOND <= MOST_SECONDS;
  if (!whole) pax['mtime'] = secondsOf(mtimeNs);
  return {
    name: type === 'directory' ? `${name}/` : name,
    type: TYPES[type],
    mode: mode | REGULAR,
    uid: uid > MOST_ID ? 0 : uid,
    gid: gid > MOST_ID ? 0 : gid,
    uname: shortName(owner),
    gname: shortName(group),
    size: hasBytes(member) ? size : 0,
    mtime: new Date(whole ? Number(mtimeNs / 1_000_000n) : 0),
    ...(member.linkName !== undefined && { linkname: member.linkName }),
    ...(member.device !== undefined && {
      devmajor: member.device.major,
      devminor: member.device.minor,
    }),
    pax: Object.keys(pax).length > 0 ? pax : null,
  };
}

/** Why a member cannot be in a layer; undefined for one that can. */
export function refusalOf({ name, linkName, device }: Member): string | undefined {
  if (name.split('/').includes('..')) return 'its name leads out of an image';
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (base.startsWith(WHITEOUT)) return 'in a layer its name means that a file is deleted';
  if ([name, linkName ?? ''].some(isNoText))
    return 'its name is not UTF-8, as it must be in a layer';
  const { major = 0, minor = 0 } = device ?? {};
  return Math.max(major, minor) > MOST_ID ? 'its device number is too large' : undefined;
}

/** Bytes that are no text stand as lone surrogates. */
function isNoText(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** Names of owner and group are for people: the header has 31 bytes for each. */
function shortName(name: string): string {
  return isNoText(name) || Buffer.byteLength(name) > 31 ? '' : name;
}

/** Decimal seconds as pax has them. */
function secondsOf(ns: bigint): string {
  const sign = ns < 0n ? '-' : '';
  const size = ns < 0n ? -ns : ns;
  const fraction = String(size % SECOND)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${sign}${size / SECOND}${fraction === '' ? '' : `.${fraction}`}`;
}
