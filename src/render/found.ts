import type { Found, FoundInMemory, FoundRegion, MemoryOwner } from '../analysis/search/found.js';
import { isAbsent } from '../model/absent.js';
import { decodeAs } from '../search/pattern/decode-text.js';
import { fitLine, type LineParts } from './found-line.js';
import { addressFields, jsonFields } from './dialect.js';
import { renderJsonLine } from './json.js';
import { regionOfAddress } from './region-json.js';
import { regionLabel } from './region-label.js';
import { safeText } from './safe-text.js';

/** How a match is made to stand out on a terminal. */
export interface FoundColors {
  readonly place: (text: string) => string;
  readonly match: (text: string) => string;
}

/** What of the bytes around a match is shown. */
export type AroundMatch =
  /** The rest of its line; of all of it no more than so many characters. */
  | { readonly kind: 'line'; readonly width: number }
  /** All that was read. */
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' };

/**
 * `archive: 7 python3 0x7f5293b62320 [heap]+0x12: text`, with what is no text escaped.
 * @param archive undefined where it goes without saying
 */
export function renderFound(
  archive: string | undefined,
  found: Found,
  around: AroundMatch,
  colors: FoundColors,
): string {
  const file = [archive, found.container].filter((part) => part !== undefined).join(':');
  const { left, match, right } = textOf(found, around);
  const place = colors.place(safeText(placeText(found)));
  return `${file === '' ? '' : `${safeText(file)}: `}${place}: ${left}${colors.match(match)}${right}\n`;
}

function textOf({ bytes, before, after, encoding }: Found, around: AroundMatch): LineParts {
  const [left = '', match = '', right = ''] = [before, bytes, after].map((part) =>
    decodeAs(part, encoding),
  );
  switch (around.kind) {
    case 'line':
      return fitLine({ left, match, right }, around.width);
    case 'all':
      return { left: safeText(left), match: safeText(match), right: safeText(right) };
    case 'nothing':
      return { left: '', match: safeText(match), right: '' };
  }
}

/** One object a line; what a match has around it is there when it was asked for. */
export function renderFoundJson(archive: string, found: Found, withContext: boolean): string {
  const { container, where, pattern, encoding, bytes, before, after, sources } = found;
  return renderJsonLine({
    type: 'match',
    archive,
    container,
    ...(where.kind === 'memory'
      ? memoryJson(where)
      : {
          place: where.place.name,
          place_kind: where.place.kind,
          place_offset: where.at,
          holders: where.place.holders,
        }),
    text: decodeAs(bytes, encoding),
    bytes: Buffer.from(bytes).toString('hex'),
    length: bytes.length,
    pattern,
    encoding,
    sources: sources.map(({ inBlock, ...source }) => ({ ...source, in_block: inBlock })),
    ...(withContext && {
      before: decodeAs(before, encoding),
      after: decodeAs(after, encoding),
    }),
  });
}

function memoryJson({ owners, segment }: FoundInMemory) {
  const [first] = owners;
  return {
    ...(first !== undefined && ownerJson(first)),
    ...(owners.length > 1 && { owners: owners.map(ownerJson) }),
    ...(segment !== undefined && {
      segment: segment.id,
      ...addressFields('segment_offset', segment.offset),
    }),
  };
}

function ownerJson({ pid, comm, address, region }: MemoryOwner) {
  return {
    ...jsonFields({ pid, comm, address }),
    ...(region !== undefined && regionOfAddress(region, address)),
  };
}

function placeText({ where }: Found): string {
  if (where.kind === 'place') return `${where.place.name}+0x${where.at.toString(16)}`;
  const { owners, segment } = where;
  if (owners.length > 0) return owners.map(ownerText).join(', ');
  return `shared memory ${segment?.id}+0x${segment?.offset.toString(16)}`;
}

function ownerText({ pid, comm, address, region }: MemoryOwner): string {
  const name = isAbsent(comm) ? '?' : comm;
  return `${pid} ${name} 0x${address.toString(16)} ${regionText(address, region)}`;
}

function regionText(address: bigint, region: FoundRegion | undefined): string {
  if (region === undefined) return '?';
  const name = regionLabel(region) || '[anon]';
  return `${name}+0x${(address - region.start).toString(16)}`;
}
