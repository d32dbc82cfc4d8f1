import { isAbsent } from '../../model/absent.js';
import type { Area } from '../../model/memory/areas.js';
import type { Extent } from '../../model/memory/address-space.js';
import { storedOffset, type PageOrigin } from '../../model/memory/backing.js';
import { intactExtents } from '../../model/memory/intact-extents.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import type { Evidence, Subject } from './finding.js';
import type { Suspect } from './suspect.js';

/** The pages of a region that the dump, or one that it builds on, has; not those of the mapped file. */
export function* savedPages({ extents }: Pick<Area, 'extents'>): Generator<Extent> {
  for (const extent of extents) {
    const { backing } = extent;
    if (backing.kind === 'stored' && isOwn(backing.origin)) yield extent;
  }
}

/** The same without what is in damaged blocks of compressed pages, for who reads them. */
export function readablePages(area: Pick<Area, 'extents'>): Generator<Extent> {
  return intactExtents(savedPages(area));
}

function isOwn(origin: PageOrigin): boolean {
  return origin !== 'sysroot' && origin !== 'ghost';
}

/** Whether any page of a region was saved. */
export function hasSavedPages(area: Pick<Area, 'extents'>): boolean {
  return savedPages(area).next().done !== true;
}

/** Bytes of a region's pages that were saved. */
export function savedBytes(area: Pick<Area, 'extents'>): bigint {
  let sum = 0n;
  for (const { start, end } of savedPages(area)) sum += end - start;
  return sum;
}

/** The bytes at an address, if they are all in the checkpoint. */
export function readMemory(
  { space }: Pick<ProcessMemory, 'space'>,
  address: bigint,
  length: number,
): Uint8Array | undefined {
  if (isAbsent(space) || length < 0 || address < 0n || address + BigInt(length) > 1n << 64n) {
    return undefined;
  }
  const { bytes, absent } = space.read(address, length);
  return absent.length === 0 ? bytes : undefined;
}

/** Bytes that are shown as evidence. */
const SHOWN = 64;

/** Pages of which the first with something in it is looked for. */
const LOOKED_AT = 256;

/**
 * The first page of a region that has more than zeros, from where that begins; undefined when all that was saved is
 * zeros.
 */
export function findBytes(suspect: Suspect, area: Area): Evidence | undefined {
  let pages = 0;
  for (const { start, end, backing } of readablePages(area)) {
    if (backing.kind !== 'stored') continue;
    for (let at = start; at < end; at += 4096n) {
      pages += 1;
      if (pages > LOOKED_AT) return { pid: suspect.pid, address: area.start };
      const offset = backing.offset + Number(at - start);
      const length = Math.min(4096, Number(end - at));
      const bytes = backing.source.read(offset, length);
      const begin = bytes.findIndex((byte) => byte !== 0);
      if (begin < 0) continue;
      return {
        pid: suspect.pid,
        address: at + BigInt(begin),
        member: backing.member,
        offset: storedOffset(backing, offset + begin),
        bytes: Buffer.from(bytes.subarray(begin, begin + SHOWN)),
        ...codeOf(suspect),
      };
    }
  }
  return undefined;
}

/** The same, or where the region begins. */
export function firstBytes(suspect: Suspect, area: Area): Evidence {
  return findBytes(suspect, area) ?? { pid: suspect.pid, address: area.start };
}

/** Evidence of an address: the bytes from there on, and where they were read from. */
export function bytesAt(suspect: Suspect, address: bigint, length = SHOWN): Evidence {
  const { space } = suspect.memory;
  const at = { pid: suspect.pid, address };
  if (isAbsent(space)) return at;
  const extents = space.extents(address, address + BigInt(length));
  for (const { start, end, backing } of intactExtents(extents)) {
    if (backing.kind !== 'stored') return at;
    const bytes = Buffer.from(backing.source.read(backing.offset, Number(end - start)));
    const offset = storedOffset(backing, backing.offset);
    return { ...at, member: backing.member, offset, bytes, ...codeOf(suspect) };
  }
  return at;
}

function codeOf({ machine }: Suspect): Pick<Evidence, 'code'> {
  return machine === undefined ? {} : { code: machine };
}

export function regionSubject(
  { pid, comm }: Pick<Suspect, 'pid' | 'comm'>,
  { start, end, permissions, name }: Area,
): Extract<Subject, { kind: 'region' }> {
  return { kind: 'region', pid, comm, region: { start, end, permissions, name } };
}

/** `anonymous memory at 0x7f00 (rwxp)`. */
export function areaText({ start, permissions, name }: Area): string {
  return `${name === '' ? 'anonymous memory' : name} at ${hex(start)} (${permissions})`;
}

export function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}
