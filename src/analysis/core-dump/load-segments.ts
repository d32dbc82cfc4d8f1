import type { CoreSegment } from '../../formats/elf-core/core-layout.js';
import type { AddressSpace, Extent } from '../../model/memory/address-space.js';
import type { AbsenceReason, StoredPages } from '../../model/memory/backing.js';
import { intactExtents } from '../../model/memory/intact-extents.js';
import type { Region } from '../../model/memory/regions.js';

/**
 * A run of memory within one region. What has no bytes the process had, but a core file has not, such as
 * pages of mapped files.
 */
export interface LoadSegment extends CoreSegment {
  readonly region: Region | undefined;
}

/** Bytes of the checkpoint that belong to a segment. */
export interface Piece {
  readonly start: bigint;
  /** Bytes. */
  readonly length: number;
  readonly backing: StoredPages;
}

export interface LoadPlan {
  /** By address. */
  readonly segments: readonly LoadSegment[];
  /** By address. Between them are zeros. */
  readonly pieces: readonly Piece[];
  /** Bytes of memory that the process had and that no core file can have, by reason. */
  readonly lost: ReadonlyMap<AbsenceReason, bigint>;
  /** Why a region's file, which a sysroot should supply, has no bytes in it. */
  readonly unsupplied: ReadonlyMap<Region, AbsenceReason>;
  /** Bytes of zeros that were left out of the file since it would become too large with them. */
  readonly zerosLeftOut: bigint;
  /** Bytes at addresses that the file cannot tell. */
  readonly beyondAddresses: bigint;
}

/**
 * What a page is to the core file.
 * - `bytes`: it has them in the file
 * - `zeros`: never written, a hole in the file
 * - `elsewhere`: part of a segment, but without bytes: debuggers take them from the mapped file, if any
 * - `lost`: no segment at all, so that a debugger says that it cannot read it and shows no zeros
 */
type PageRole = 'bytes' | 'zeros' | 'elsewhere' | 'lost';

/** Reasons that only a sysroot gives. */
const FILE_REASONS: ReadonlySet<AbsenceReason> = new Set([
  'file-missing',
  'file-differs',
  'file-unchecked',
]);

/** A run of zeros that is left out of a core that would become too large is at least this share of it. */
const LARGE_SHARE = 4096n;

/**
 * Splits memory into segments.
 * @param limit most bytes that the file may have, and the first address behind those that fit it
 */
export function planSegments(
  space: AddressSpace,
  limit: { readonly fileBytes: bigint; readonly addresses: bigint },
): LoadPlan {
  const { bare, size } = survey(space);
  const longest = size > limit.fileBytes ? limit.fileBytes / LARGE_SHARE : limit.fileBytes;

  const builder = new PlanBuilder();
  for (const extent of intactExtents(space.allExtents())) {
    const role = roleOf(extent, bare);
    if (extent.end > limit.addresses) builder.passBeyond(extent);
    else if (role === 'zeros' && extent.end - extent.start > longest) builder.leaveOut(extent);
    else builder.add(extent, role);
  }
  return builder;
}

class PlanBuilder implements LoadPlan {
  readonly segments: {
    start: bigint;
    end: bigint;
    bytesEnd: bigint;
    region: Region | undefined;
  }[] = [];
  readonly pieces: { start: bigint; length: number; backing: StoredPages }[] = [];
  readonly lost = new Map<AbsenceReason, bigint>();
  readonly unsupplied = new Map<Region, AbsenceReason>();
  zerosLeftOut = 0n;
  beyondAddresses = 0n;

  add(extent: Extent, role: PageRole): void {
    const { start, end, backing } = extent;
    if (role === 'lost') {
      if (backing.kind === 'absent') this.lose(extent, backing.reason);
      return;
    }
    this.extend(extent, role !== 'elsewhere');
    if (backing.kind === 'absent') this.noteFile(extent, backing.reason);
    else this.copy({ start, length: Number(end - start), backing });
  }

  leaveOut(extent: Extent): void {
    this.zerosLeftOut += extent.end - extent.start;
    this.extend(extent, false);
  }

  passBeyond({ start, end }: Extent): void {
    this.beyondAddresses += end - start;
  }

  private lose({ start, end }: Extent, reason: AbsenceReason): void {
    this.lost.set(reason, (this.lost.get(reason) ?? 0n) + (end - start));
  }

  private noteFile({ region }: Extent, reason: AbsenceReason): void {
    if (region !== undefined && FILE_REASONS.has(reason)) this.unsupplied.set(region, reason);
  }

  private extend({ start, end, region }: Extent, hasBytes: boolean): void {
    const last = this.segments.at(-1);
    const joins = last?.end === start && last.region === region;
    if (last !== undefined && joins && (!hasBytes || last.bytesEnd === start)) {
      last.end = end;
      if (hasBytes) last.bytesEnd = end;
    } else {
      this.segments.push({ start, end, bytesEnd: hasBytes ? end : start, region });
    }
  }

  /** What lies together in memory and in the image becomes one piece. */
  private copy(piece: Piece): void {
    const last = this.pieces.at(-1);
    const joins =
      last !== undefined &&
      last.start + BigInt(last.length) === piece.start &&
      last.backing.source === piece.backing.source &&
      last.backing.offset + last.length === piece.backing.offset;
    if (joins) last.length += piece.length;
    else this.pieces.push({ ...piece });
  }
}

interface Survey {
  /**
   * Regions that the process could not touch and never had pages in, such as memory that was reserved
   * for later: there is nothing in them to show.
   */
  readonly bare: ReadonlySet<Region>;
  /** Bytes that pages and zeros take in the file. */
  readonly size: bigint;
}

function survey(space: AddressSpace): Survey {
  const bare = new Set(space.regions.filter((region) => !isAccessible(region)));
  const zeros = new Map<Region, bigint>();
  let size = 0n;
  for (const { start, end, region, backing } of space.allExtents()) {
    if (backing.kind === 'stored') {
      size += end - start;
      if (region !== undefined) bare.delete(region);
    } else if (backing.reason === 'untouched') {
      size += end - start;
      if (region !== undefined && bare.has(region)) {
        zeros.set(region, (zeros.get(region) ?? 0n) + (end - start));
      }
    }
  }
  for (const region of bare) size -= zeros.get(region) ?? 0n;
  return { bare, size };
}

function isAccessible({ readable, writable, executable }: Region): boolean {
  return readable || writable || executable;
}

function roleOf({ backing, region }: Extent, bare: ReadonlySet<Region>): PageRole {
  if (backing.kind === 'stored') return 'bytes';
  switch (backing.reason) {
    case 'untouched':
      return region !== undefined && bare.has(region) ? 'elsewhere' : 'zeros';
    case 'mapped-file':
    case 'file-missing':
    case 'file-differs':
    case 'file-unchecked':
    case 'beyond-file':
    case 'droppable':
    case 'guard':
    case 'kernel':
    case 'device':
      return 'elsewhere';
    case 'ghost-missing':
    case 'ghost-damaged':
    case 'parent-missing':
    case 'not-in-parent':
    case 'lazy':
    case 'pagemap-missing':
    case 'pages-missing':
    case 'pages-truncated':
    case 'pages-not-kept':
    case 'segment-missing':
    case 'block-damaged':
    case 'unplaced':
    case 'pagemap-damaged':
    case 'encrypted':
    case 'unknown-encoding':
    case 'unmapped':
      return 'lost';
  }
}
