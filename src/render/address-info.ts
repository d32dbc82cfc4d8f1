import type { AddressInfo, StackOfThread } from '../analysis/memory/address-info.js';
import { addressRange, commText, hexAddress } from './maps.js';
import { regionLabel } from './region-label.js';
import { safeText } from './safe-text.js';
import { addressFields, joinFields, jsonFields } from './dialect.js';
import { regionJson } from './region-json.js';

/** A line for each fact of an address, below one with process and address. */
export function renderAddressInfo(info: AddressInfo): string {
  const { pid, comm, address, region, offset, mappedFile, segment } = info;
  const lines: [string, string][] = [];
  if (region === undefined) {
    lines.push(['region', '? (no region is known here)']);
  } else {
    const { permissions, kinds } = region;
    const place = `${addressRange(region)} ${permissions} ${hexAddress(region.offset)}`;
    const text = `${place} ${regionLabel(region)}`;
    lines.push(['region', `${text.trimEnd()} (${kinds.join(', ')})`]);
    lines.push(['offset', `${hex(offset ?? 0n)} in the region`]);
  }
  lines.push(['page', `${hex(info.page)}, byte ${hex(info.pageOffset)} of it`]);
  lines.push(...byteLines(info));
  if (mappedFile !== undefined) {
    lines.push(['file', `${mappedFile.path} at offset ${hex(mappedFile.offset)}`]);
  }
  if (segment !== undefined) {
    lines.push(['segment', `${segment.id} at offset ${hex(segment.offset)}`]);
  }
  for (const guard of region?.guards ?? []) lines.push(['guard', addressRange(guard)]);
  for (const stack of info.stacks) lines.push(['stack', stackText(stack)]);
  for (const { name, start } of info.uses) {
    lines.push(['part of', `the ${name}, ${hex(address - start)} from where it begins`]);
  }
  const title = `${pid} ${commText(comm)} ${hex(address)}\n`;
  return title + lines.map(([key, text]) => `  ${key.padEnd(8)} ${safeText(text)}\n`).join('');
}

/** The same as plain data. */
export function addressInfoJson(info: AddressInfo): object {
  const { pid, comm, address, region, offset, page, pageOffset, ...rest } = info;
  const { byte, mappedFile, segment, stacks, uses } = rest;
  return joinFields(
    jsonFields({ pid, comm, address }),
    region === undefined
      ? { region: null, absent: { region: 'no region is known here' } }
      : {
          region: { ...regionJson(region), kinds: region.kinds },
          ...addressFields('region_offset', offset ?? 0n),
        },
    { page_number: page, page_offset: pageOffset },
    jsonFields({ byte }),
    {
      mapped_file: mappedFile && {
        path: mappedFile.path,
        ...addressFields('file_offset', mappedFile.offset),
      },
      segment: segment?.id,
      ...(segment !== undefined && addressFields('segment_offset', segment.offset)),
    },
    jsonFields({ stacks, uses }),
  );
}

const ORIGINS = {
  pages: 'in this dump',
  parent: 'in the images of a parent',
  segment: 'in this dump, in a shared segment',
  'segment-parent': 'in the images of a parent, in a shared segment',
  ipc: 'in this dump, in a System V segment',
  ghost: 'in this dump, in the image of a deleted file',
  sysroot: 'in the mapped file, from the sysroot',
} as const;

function byteLines({ byte }: AddressInfo): [string, string][] {
  if (byte.state === 'absent') return [['state', `${byte.reason}: ${byte.why}`]];
  const { origin, archive, member, offset, inBlock } = byte;
  const place = archive === undefined || archive === member ? member : `${archive}:${member}`;
  return [
    ['state', `${origin}: ${ORIGINS[origin]}`],
    [
      'stored',
      inBlock === undefined
        ? `${place} at offset ${hex(BigInt(offset))}`
        : `${place}, byte ${hex(BigInt(inBlock))} of the LZ4 block at offset ${hex(BigInt(offset))}`,
    ],
  ];
}

function stackText({ tid, pointer, distance }: StackOfThread): string {
  const [size, where] = distance < 0n ? [-distance, 'below'] : [distance, 'above'];
  return `of thread ${tid}, ${hex(size)} ${where} its stack pointer ${hex(pointer)}`;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
