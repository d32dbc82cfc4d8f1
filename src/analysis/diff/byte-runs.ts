import type { AddressSpace } from '../../model/memory/address-space.js';
import type { PageRun } from './compare-pages.js';

/** Differences with fewer equal bytes between them are one. */
const JOINED = 8;

/** Bytes of a difference that are shown; a longer one is told in several. */
const SHOWN = 64;

/** Bytes that are read at a time. */
const PIECE = 256 * 1024;

export interface ByteChange {
  /** Where it begins and how long it is. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The bytes that differ in changed pages, both as a hexdump has them. */
export function* byteChanges(
  before: AddressSpace,
  after: AddressSpace,
  { start, end }: PageRun,
): Generator<ByteChange> {
  for (let at = start; at < end; at += BigInt(PIECE)) {
    const length = Number(end - at < BigInt(PIECE) ? end - at : BigInt(PIECE));
    const [a, b] = [before.read(at, length).bytes, after.read(at, length).bytes];
    for (const run of byteRuns(a, b)) {
      yield {
        what: `${(at + BigInt(run.start)).toString(16).padStart(8, '0')}+${run.end - run.start}`,
        before: dumpOf(a.subarray(run.start, run.end)),
        after: dumpOf(b.subarray(run.start, run.end)),
      };
    }
  }
}

/** The parts in which two texts of one length differ. */
export function* byteRuns(
  a: Uint8Array,
  b: Uint8Array,
): Generator<{ readonly start: number; readonly end: number }> {
  let start = -1;
  let end = -1;
  for (let at = 0; at < a.length; at++) {
    if (a[at] === b[at]) continue;
    const isNew = start < 0 || at - end >= JOINED || at - start >= SHOWN;
    if (isNew) {
      if (start >= 0) yield { start, end };
      start = at;
    }
    end = at + 1;
  }
  if (start >= 0) yield { start, end };
}

/** `48 65 6c 6c 6f |Hello|` */
function dumpOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
  return `${hex} |${text}|`;
}
