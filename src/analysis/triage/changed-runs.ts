import type { ByteSource } from '../../bytes/byte-source.js';
import type { Area } from '../../model/memory/areas.js';
import { storedOffset } from '../../model/memory/backing.js';
import { readablePages } from './region-pages.js';

/** Bytes of memory that are others than those of the file. */
export interface ChangedRun {
  readonly address: bigint;
  readonly now: Uint8Array;
  readonly original: Uint8Array;
  /** Where the bytes of memory were read from. */
  readonly member: string;
  readonly offset: number;
}

/** Equal bytes between two changes that are told as one: parts of an instruction may stay. */
const GAP = 8;

/** Bytes that are told of one change. */
const MAX_RUN = 256;

const CHUNK = 64 * 1024;

/** Where the saved pages of a file's mapping differ from the file, by address. Behind its end it has zeros. */
export function* changedRuns(area: Area, file: ByteSource): Generator<ChangedRun> {
  for (const { start, end, backing } of readablePages(area)) {
    if (backing.kind !== 'stored') continue;
    const size = Number(end - start);
    for (let done = 0; done < size; done += CHUNK) {
      const length = Math.min(CHUNK, size - done);
      const address = start + BigInt(done);
      const offset = backing.offset + done;
      const now = Buffer.from(backing.source.read(offset, length));
      const original = readFile(file, area.offset + (address - area.start), length);
      if (now.equals(original)) continue;
      for (const [from, to] of differences(now, original)) {
        const shown = Math.min(to, from + MAX_RUN);
        yield {
          address: address + BigInt(from),
          now: now.subarray(from, shown),
          original: original.subarray(from, shown),
          member: backing.member,
          offset: storedOffset(backing, offset + from),
        };
      }
    }
  }
}

function readFile(file: ByteSource, at: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const here = Number(BigInt(file.size) - at);
  if (here > 0) bytes.set(file.read(Number(at), Math.min(length, here)));
  return bytes;
}

function* differences(one: Uint8Array, other: Uint8Array): Generator<[from: number, to: number]> {
  let from = -1;
  let last = -1;
  for (let at = 0; at < one.length; at++) {
    if (one[at] === other[at]) continue;
    if (from >= 0 && at - last > GAP) {
      yield [from, last + 1];
      from = -1;
    }
    if (from < 0) from = at;
    last = at;
  }
  if (from >= 0) yield [from, last + 1];
}
