import type { Place } from '../../bytes/checkpoint-error.js';
import { decodeText, encodeText } from '../../bytes/text.js';
import type { HeaderBlock } from './header-block.js';
import { parsePax, type PaxRecord } from './pax.js';
import { parsePaxInteger, parsePaxTime } from './pax-number.js';
import { type HeaderNumber, saturated } from './number-field.js';

const TAKEN_TYPES = new Set(['x', 'X', 'g', 'L', 'K']);
const GLOBAL_KEYS = /^(path|linkpath|size|uid|gid|uname|gname|mtime)$/;

/** Headers that speak of the member behind them, or (`g`) of all members behind them. */
export class HeaderOverlay {
  private readonly globals = new Map<string, string>();
  private records: readonly PaxRecord[] = [];
  private longName: string | undefined;
  private longLink: string | undefined;

  constructor(private readonly place: Place) {}

  takes(type: string): boolean {
    return TAKEN_TYPES.has(type);
  }

  /** @param offset of the header, for errors */
  take(type: string, data: Uint8Array, offset: number): void {
    if (type === 'L') this.longName = untilNul(data);
    else if (type === 'K') this.longLink = untilNul(data);
    else if (type === 'g') {
      for (const [key, value] of parsePax(data, this.place, offset)) {
        if (GLOBAL_KEYS.test(key)) this.globals.set(key, value);
      }
    } else this.records = parsePax(data, this.place, offset);
  }

  /** The member's header as it is meant, and its records; the next member starts anew. */
  apply(header: HeaderBlock): { header: HeaderBlock; records: readonly PaxRecord[] } {
    const { records, longName, longLink } = this;
    if (records.length === 0 && this.globals.size === 0) {
      if (longName === undefined && longLink === undefined) return { header, records };
    }
    this.records = [];
    this.longName = undefined;
    this.longLink = undefined;
    const values = new Map([...this.globals, ...records]);
    // An empty value takes a record back: the header's own field counts.
    const text = (key: string): string | undefined =>
      values.get(key) === '' ? undefined : values.get(key);
    const integer = (key: string): HeaderNumber | undefined => parsePaxInteger(text(key) ?? '');
    // A record that is no number tells nothing, so the header's own field counts.
    const id = (key: string, own: number | undefined): number | undefined => {
      const value = integer(key);
      return value === undefined ? own : saturated(value);
    };
    return {
      header: {
        ...header,
        name: longName ?? text('path') ?? header.name,
        linkName: longLink ?? text('linkpath') ?? header.linkName,
        // Where the next header is depends on it: one that is no number is never passed over.
        size: text('size') === undefined ? header.size : integer('size'),
        uid: id('uid', header.uid),
        gid: id('gid', header.gid),
        owner: text('uname') ?? header.owner,
        group: text('gname') ?? header.group,
        mtimeNs: parsePaxTime(text('mtime') ?? '') ?? header.mtimeNs,
        atimeNs: parsePaxTime(text('atime') ?? ''),
        ctimeNs: parsePaxTime(text('ctime') ?? ''),
        // As bsdtar writes it.
        birthNs: parsePaxTime(text('LIBARCHIVE.creationtime') ?? ''),
        fileCapabilities: bytesOf(text('SCHILY.xattr.security.capability')),
      },
      records,
    };
  }
}

function bytesOf(value: string | undefined): Uint8Array | undefined {
  return value === undefined ? undefined : encodeText(value);
}

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
}
