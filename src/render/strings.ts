import type { FoundString } from '../analysis/memory/find-strings.js';
import { charactersOf, type StringEncoding } from '../analysis/memory/string-scanner.js';
import { decodeText, encodeText } from '../bytes/text.js';
import { isAbsent, type Fact } from '../model/absent.js';
import { jsonFields } from './dialect.js';
import { renderJsonLine } from './json.js';
import type { LineBytes } from './line-bytes.js';
import { type Radix } from './line-bytes.js';
import { regionOfAddress } from './region-json.js';
import { regionLabel } from './region-label.js';
import { safeLines, safeText } from './safe-text.js';

/** Whose strings they are. */
export interface StringOwner {
  readonly archive: string;
  readonly pid: number;
  readonly comm: Fact<string>;
}

const COLON = encodeText(': ');
const NEWLINE = encodeText('\n');

/**
 * Lines as grep prints what it finds: `archive: 7 python3 0x7f5293b62320 [heap]+0x12: text`. There may be
 * millions, so what the strings of a region have in common is made once.
 * @param lines where they are put
 */
export function stringLines(
  { archive, pid, comm }: StringOwner,
  encoding: StringEncoding,
  radix: Radix,
  lines: LineBytes,
): (found: FoundString) => void {
  const owner = `${safeText(archive)}: ${pid} ${isAbsent(comm) ? '?' : safeText(comm)} `;
  const before = encodeText(radix === 'x' ? `${owner}0x` : owner);
  let last: FoundString['tag'] | undefined;
  let region: Uint8Array = COLON;
  let isNamed = false;
  return (found) => {
    const { address, tag, codes, length } = found;
    if (tag !== last) {
      const name = safeText(regionLabel(tag) || '[anon]');
      isNamed = name !== '?';
      region = encodeText(isNamed ? ` ${name}+0x` : ` ${name}`);
      last = tag;
    }
    lines.put(before);
    lines.putNumber(address, radix);
    lines.put(region);
    if (isNamed) lines.putNumber(address - tag.start, 'x');
    lines.put(COLON);
    // Those of 7 bits are printable.
    if (encoding === 'S') lines.put(encodeText(safeLines(textOf(charactersOf(found), encoding))));
    else lines.put(codes, length);
    lines.put(NEWLINE);
  };
}

/** Of 8 bits, bytes may be UTF-8 or no text. */
function textOf(characters: string, encoding: StringEncoding): string {
  return encoding === 'S' ? decodeText(Buffer.from(characters, 'latin1')) : characters;
}

/** One object on a line. `continues`: it goes on with the string before it. */
export function stringJson(
  { archive, pid, comm }: StringOwner,
  found: FoundString,
  encoding: StringEncoding,
): string {
  const { address, tag, continues } = found;
  const characters = charactersOf(found);
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
