import { fstatSync } from 'node:fs';
import { alignedBytes, readIntact } from '../../bytes/read-into.js';
import type { Gap } from '../../bytes/byte-source.js';
import type { AddressSpace, Extent } from '../../model/memory/address-space.js';
import type { AbsenceReason, Backing, StoredPages } from '../../model/memory/backing.js';

/** What became of pages. */
export type PageChange = 'changed' | 'appeared' | 'vanished' | 'unknown';

/** Pages that follow each other and share their lot. */
export interface PageRun {
  readonly start: bigint;
  readonly end: bigint;
  readonly change: PageChange;
  /** Why they cannot be compared. */
  readonly reason?: AbsenceReason;
}

/** What a dump leaves out since it is known without it, or since nobody could read it: no gap in what is known. */
const TOLD: ReadonlySet<AbsenceReason> = new Set([
  ...(['untouched', 'mapped-file', 'file-missing', 'file-differs', 'file-unchecked'] as const),
  ...(['beyond-file', 'droppable', 'guard', 'kernel', 'device', 'unmapped'] as const),
]);

/** Bytes that are read of each of the two at a time. */
const PIECE = 1024 * 1024;

/** Compares the pages of address spaces, in bounded memory. */
export class PageComparer {
  private readonly a = alignedBytes(PIECE);
  private readonly b = alignedBytes(PIECE);

  /** @param pageSize bytes */
  constructor(private readonly pageSize: number) {}

  /** The pages of a range that differ; runs of one kind are joined. */
  *compare(
    before: AddressSpace,
    after: AddressSpace,
    start: bigint,
    end: bigint,
  ): Generator<PageRun> {
    let last: PageRun | undefined;
    for (const next of this.runs(before, after, start, end)) {
      if (last?.end === next.start && last.change === next.change && last.reason === next.reason) {
        last = { ...last, end: next.end };
      } else {
        if (last !== undefined) yield last;
        last = next;
      }
    }
    if (last !== undefined) yield last;
  }

  private *runs(
    before: AddressSpace,
    after: AddressSpace,
    start: bigint,
    end: bigint,
  ): Generator<PageRun> {
    const [as, bs] = [before.extents(start, end), after.extents(start, end)];
    let [a, b] = [as.next(), bs.next()];
    for (let at = start; a.done !== true && b.done !== true && at < end;) {
      const until = a.value.end < b.value.end ? a.value.end : b.value.end;
      yield* this.part(behind(a.value, at), behind(b.value, at), at, until);
      at = until;
      if (a.value.end <= at) a = as.next();
      if (b.value.end <= at) b = bs.next();
    }
  }

  private *part(a: Backing, b: Backing, start: bigint, end: bigint): Generator<PageRun> {
    if (a.kind === 'absent' && !TOLD.has(a.reason)) {
      // What neither has is a gap of both, and what is there of one alone is unknown of the other.
      yield { start, end, change: 'unknown', reason: a.reason };
    } else if (b.kind === 'absent' && !TOLD.has(b.reason)) {
      yield { start, end, change: 'unknown', reason: b.reason };
    } else if (a.kind === 'stored' && b.kind === 'stored') {
      if (!isOnePlace(a, b)) yield* this.stored(a, b, start, end);
    } else if (b.kind === 'stored' && a.kind === 'absent') {
      yield* this.onlyOne(b, a.reason, start, end, 'appeared');
    } else if (a.kind === 'stored' && b.kind === 'absent') {
      yield* this.onlyOne(a, b.reason, start, end, 'vanished');
    }
  }

  private *stored(a: StoredPages, b: StoredPages, start: bigint, end: bigint): Generator<PageRun> {
    for (let done = 0n; start + done < end; done += BigInt(PIECE)) {
      const length = Number(
        end - start - done < BigInt(PIECE) ? end - start - done : BigInt(PIECE),
      );
      const [x, y] = [this.a.subarray(0, length), this.b.subarray(0, length)];
      const gaps = [...gapsIn(a, Number(done), x), ...gapsIn(b, Number(done), y)];
      if (gaps.length === 0 && Buffer.compare(x, y) === 0) continue;
      yield* this.pages(start + done, length, (from, to) => {
        if (gaps.some((gap) => gap.start < to && gap.end > from)) return 'unknown';
        return Buffer.compare(x.subarray(from, to), y.subarray(from, to)) === 0
          ? undefined
          : 'changed';
      });
    }
  }

  /** Memory that was never written reads as zeros, and pages of zeros are no others. */
  private *onlyOne(
    pages: StoredPages,
    reason: AbsenceReason,
    start: bigint,
    end: bigint,
    change: 'appeared' | 'vanished',
  ): Generator<PageRun> {
    if (reason !== 'untouched') {
      yield { start, end, change };
      return;
    }
    const zeros = this.b.fill(0);
    for (let done = 0n; start + done < end; done += BigInt(PIECE)) {
      const length = Number(
        end - start - done < BigInt(PIECE) ? end - start - done : BigInt(PIECE),
      );
      const bytes = this.a.subarray(0, length);
      const gaps = gapsIn(pages, Number(done), bytes);
      yield* this.pages(start + done, length, (from, to) => {
        if (gaps.some((gap) => gap.start < to && gap.end > from)) return 'unknown';
        const isZero = Buffer.compare(bytes.subarray(from, to), zeros.subarray(from, to)) === 0;
        return isZero ? undefined : change;
      });
    }
  }

  private *pages(
    start: bigint,
    length: number,
    changeOf: (from: number, to: number) => PageChange | undefined,
  ): Generator<PageRun> {
    for (let from = 0; from < length; from += this.pageSize) {
      const to = Math.min(from + this.pageSize, length);
      const change = changeOf(from, to);
      if (change === undefined) continue;
      yield {
        start: start + BigInt(from),
        end: start + BigInt(to),
        change,
        ...(change === 'unknown' && { reason: 'block-damaged' as const }),
      };
    }
  }
}

/** The backing from an address of the extent on. */
function behind({ backing, start }: Extent, address: bigint): Backing {
  if (backing.kind === 'absent') return backing;
  return { ...backing, offset: backing.offset + Number(address - start) };
}

/** The same bytes of the same file on disk, as those of a parent that both build on. */
function isOnePlace(a: StoredPages, b: StoredPages): boolean {
  const [x, y] = [placeOf(a), placeOf(b)];
  return x !== undefined && x === y;
}

function placeOf({ source: { inFile }, offset }: StoredPages): string | undefined {
  if (inFile === undefined) return undefined;
  const { file } = inFile;
  if (!('fd' in file)) return `${Buffer.from(file.path).toString('hex')} ${inFile.offset + offset}`;
  const { dev, ino } = fstatSync(file.fd, { bigint: true });
  return `${dev} ${ino} ${inFile.offset + offset}`;
}

/** The parts that are lost, by their place in `target`. */
function gapsIn({ source, offset }: StoredPages, done: number, target: Uint8Array): Gap[] {
  const from = offset + done;
  return readIntact(source, from, target).map(({ start, end }) => ({
    start: start - from,
    end: end - from,
  }));
}
