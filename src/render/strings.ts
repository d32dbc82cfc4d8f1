import type { FoundString } from '../analysis/memory/find-strings.js';
import type { StringEncoding } from '../analysis/memory/string-scanner.js';
import { decodeText } from '../bytes/text.js';
import { isAbsent, type Fact } from '../model/absent.js';
import { jsonFields } from './dialect.js';
import { renderJsonLine } from './json.js';
import { regionOfAddress } from './region-json.js';
import { regionLabel } from './region-label.js';
import { safeLines, safeText } from './safe-text.js';

/** What GNU strings' -t says of addresses. */
export type Radix = 'd' | 'o' | 'x';

/** Whose strings they are. */
export interface StringOwner {
  readonly archive: string;
  readonly pid: number;
  readonly comm: Fact<string>;
}

const NUMBERS: Readonly<Record<Radix, (address: bigint) => string>> = {
  d: (address) => address.toString(),
  o: (address) => address.toString(8),
  x: (address) => `0x${address.toString(16)}`,
};

/**
 * Lines as grep prints what it finds: `archive: 7 python3 0x7f5293b62320 [heap]+0x12: text`. There may be
 * millions, so what the strings of a region have in common is made once.
 */
export function stringLines(
  { archive, pid, comm }: StringOwner,
  encoding: StringEncoding,
  radix: Radix,
): (found: FoundString) => string {
  const owner = `${safeText(archive)}: ${pid} ${isAbsent(comm) ? '?' : safeText(comm)}`;
  const number = NUMBERS[radix];
  let last: FoundString['tag'] | undefined;
  let name = '';
  return ({ address, tag, characters }) => {
    if (tag !== last) name = safeText(regionLabel(tag) || '[anon]');
    last = tag;
    const region = name === '?' ? name : `${name}+0x${(address - tag.start).toString(16)}`;
    // Those of 7 bits are printable.
    const text = encoding === 'S' ? safeLines(textOf(characters, encoding)) : characters;
    return `${owner} ${number(address)} ${region}: ${text}\n`;
  };
}

/** Of 8 bits, bytes may be UTF-8 or no text. */
function textOf(characters: string, encoding: StringEncoding): string {
  return encoding === 'S' ? decodeText(Buffer.from(characters, 'latin1')) : characters;
}

/** One object on a line. `continues`: it goes on with the string before it. */
export function stringJson(
  { archive, pid, comm }: StringOwner,
  { address, tag, characters, continues }: FoundString,
  encoding: StringEncoding,
): string {
  return renderJsonLine({
    type: 'string',
    archive,
    ...jsonFields({ pid, comm, address }),
    ...(tag.name !== '?' && regionOfAddress(tag, address)),
    text: textOf(characters, encoding),
    // Bytes that are no text cannot be told from the text alone.
    ...(encoding === 'S' && { bytes: Buffer.from(characters, 'latin1').toString('hex') }),
    encoding,
    ...(continues && { continues }),
  });
}
