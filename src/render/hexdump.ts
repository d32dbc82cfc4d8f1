import type { DumpPart } from '../analysis/memory/dump.js';
import { alignedBytes } from '../bytes/read-into.js';
import { encodeText } from '../bytes/text.js';
import { rowAddress, ROW, ROW_TEXT, writeAddress, writeRow } from './hex-rows.js';
import { addressRange } from './maps.js';
import { regionLabel } from './region-label.js';
import { safeText } from './safe-text.js';

/** Blank line, title, blank line and the heads of the columns, as checkpointctl has always printed them. */
export function hexDumpTitle(pid: number, file: string): string {
  const title = `Displaying memory pages content for process ID ${pid} from checkpoint: ${safeText(file)}`;
  return `\n${title}\n\n${HEADS}\n${'-'.repeat(85)}\n`;
}

const HEADS =
  'Address           Hexadecimal                                       ASCII            ';

/**
 * The text of a dump, with other text between its parts, in pieces of bounded size, some of them empty. A
 * piece counts until the next but one is asked for: there are two, so that one can be written while the
 * other is filled.
 */
export function* hexDump(parts: Iterable<DumpPart | string>): Generator<Uint8Array> {
  const dump = new HexDump();
  for (const part of parts) yield* dump.add(part);
  yield* dump.end();
}

/** Bytes of each of the two pieces. */
const PIECE = 1024 * 1024;

/** Two rows: what follows from there on is squeezed. */
const ZEROS = new Uint8Array(2 * ROW);

const NOTHING = new Uint8Array(0);

class HexDump {
  private piece = alignedBytes(PIECE);
  private other = alignedBytes(PIECE);
  private out: DataView = viewOf(this.piece);
  private at = 0;
  /** The address behind the last row, if that was a whole one. */
  private next: bigint | undefined;
  /** The last row was equal to that before it, and is not shown. */
  private squeezed = false;
  /** The last row, as four words. */
  private row = new Int32Array(4);

  *add(part: DumpPart | string): Generator<Uint8Array> {
    if (typeof part === 'string') {
      yield* this.text(part);
      return;
    }
    switch (part.kind) {
      case 'bytes':
        yield* this.bytes(part.start, part.bytes);
        // Of equal rows nothing is shown for long: whoever writes the dump comes to hear of a signal.
        yield NOTHING;
        return;
      case 'zeros':
        yield* this.zeros(part.start, part.end);
        return;
      case 'area': {
        const { row } = part;
        const heading = `${addressRange(row)} ${row.permissions} ${safeText(regionLabel(row))}`;
        yield* this.text(`\n${heading.trimEnd()}\n`);
        return;
      }
      case 'absent': {
        const [from, to] = [rowAddress(part.start), rowAddress(part.end)];
        yield* this.text(`${from}-${to}  absent: ${part.why}\n`);
      }
    }
  }

  *end(): Generator<Uint8Array> {
    yield* this.endRun();
    yield* this.flush();
  }

  private *bytes(start: bigint, bytes: Uint8Array): Generator<Uint8Array> {
    if (start !== this.next) yield* this.endRun();
    const whole = bytes.length - (bytes.length % ROW);
    const view = viewOf(bytes);
    for (let done = 0; done < whole;) {
      if (this.room < 2 * ROW_TEXT) yield* this.flush();
      done = this.rows(start, view, done, whole);
    }
    if (whole > 0) this.next = start + BigInt(whole);
    if (whole < bytes.length) yield* this.partRow(start + BigInt(whole), bytes.subarray(whole));
  }

  private *zeros(start: bigint, end: bigint): Generator<Uint8Array> {
    const length = end - start;
    if (length <= ZEROS.length) {
      yield* this.bytes(start, ZEROS.subarray(0, Number(length)));
      return;
    }
    yield* this.bytes(start, ZEROS);
    const rest = Number(length % BigInt(ROW));
    this.next = end - BigInt(rest);
    if (rest > 0) yield* this.partRow(this.next, ZEROS.subarray(0, rest));
  }

  /** As many whole rows as there is room for. Returns where the next one begins. */
  private rows(start: bigint, bytes: DataView, from: number, to: number): number {
    const { out, row } = this;
    let { at, squeezed } = this;
    let [first = 0, second = 0, third = 0, fourth = 0] = row;
    let isFirst = this.next === undefined;
    const limit = PIECE - ROW_TEXT;
    const low = Number(start & 0xffffn);
    let block = -1;
    let digits: DataView = NO_DIGITS;
    let index = from;
    for (; index < to && at <= limit; index += ROW) {
      const a = bytes.getInt32(index);
      const b = bytes.getInt32(index + 4);
      const c = bytes.getInt32(index + 8);
      const d = bytes.getInt32(index + 12);
      if (a === first && b === second && c === third && d === fourth && !isFirst) {
        // An asterisk and a line feed.
        if (!squeezed) out.setUint16(at, 0x2a0a);
        at += squeezed ? 0 : 2;
        squeezed = true;
        continue;
      }
      first = a;
      second = b;
      third = c;
      fourth = d;
      squeezed = false;
      isFirst = false;
      const place = low + index;
      if (place >>> 16 !== block) {
        block = place >>> 16;
        digits = viewOf(encodeText(rowAddress(start + BigInt(index))));
      }
      writeAddress(out, at, digits, place);
      writeRow(out, at, bytes, index);
      at += ROW_TEXT;
    }
    row.set([first, second, third, fourth]);
    this.at = at;
    this.squeezed = squeezed;
    if (!isFirst) this.next = start;
    return index;
  }

  /** The last row of what does not end with a row. */
  private *partRow(start: bigint, bytes: Uint8Array): Generator<Uint8Array> {
    this.squeezed = false;
    this.next = undefined;
    const line = new Uint8Array(ROW_TEXT);
    const padded = new Uint8Array(ROW);
    padded.set(bytes);
    const view = viewOf(line);
    writeAddress(view, 0, viewOf(encodeText(rowAddress(start))), Number(start & 0xffffn));
    writeRow(view, 0, viewOf(padded), 0);
    const text = Buffer.from(line).toString('latin1');
    const digits = text.slice(0, 18 + 3 * bytes.length);
    yield* this.text(`${digits.padEnd(67)}|${text.slice(68, 68 + bytes.length)}|\n`);
  }

  private *text(text: string): Generator<Uint8Array> {
    yield* this.endRun();
    const bytes = encodeText(text);
    if (bytes.length > this.room) yield* this.flush();
    if (bytes.length > this.room) {
      yield bytes;
      return;
    }
    this.piece.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** What follows is elsewhere. An address alone tells where rows that were not shown end. */
  private *endRun(): Generator<Uint8Array> {
    const { next, squeezed } = this;
    this.next = undefined;
    this.squeezed = false;
    if (squeezed && next !== undefined) yield* this.text(`${rowAddress(next)}\n`);
  }

  private get room(): number {
    return PIECE - this.at;
  }

  private *flush(): Generator<Uint8Array> {
    if (this.at === 0) return;
    yield this.piece.subarray(0, this.at);
    [this.piece, this.other] = [this.other, this.piece];
    this.out = viewOf(this.piece);
    this.at = 0;
  }
}

const NO_DIGITS = new DataView(new ArrayBuffer(ROW));

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
