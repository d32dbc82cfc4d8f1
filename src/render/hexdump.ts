import type { DumpPart } from '../analysis/memory/dump.js';
import { encodeText } from '../bytes/text.js';
import { formatRow, rowAddress, ROW, ROW_TEXT } from './hex-rows/format-row.js';
import { PIECE, rowWriter } from './hex-rows/row-writer.js';
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

/** Two rows: what follows from there on is squeezed. */
const ZEROS = new Uint8Array(2 * ROW);

const NOTHING = new Uint8Array(0);

class HexDump {
  private readonly rows = rowWriter();
  /** Number of the piece that is being filled, and how far. */
  private piece: 0 | 1 = 0;
  private at = 0;
  /** The address behind the last row, if that was a whole one. */
  private next: bigint | undefined;

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
    for (let done = 0; done < whole;) {
      if (this.room < 2 * ROW_TEXT) yield* this.flush();
      const rest = bytes.subarray(done, whole);
      const { taken, at } = this.rows.write(start + BigInt(done), rest, this.piece, this.at);
      done += taken;
      this.at = at;
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

  /** The last row of what does not end with a row. */
  private *partRow(start: bigint, bytes: Uint8Array): Generator<Uint8Array> {
    this.rows.begin();
    this.next = undefined;
    yield* this.text(formatRow(start, bytes));
  }

  private *text(text: string): Generator<Uint8Array> {
    yield* this.endRun();
    const bytes = encodeText(text);
    if (bytes.length > this.room) yield* this.flush();
    if (bytes.length > this.room) {
      yield bytes;
      return;
    }
    this.rows.pieces[this.piece].set(bytes, this.at);
    this.at += bytes.length;
  }

  /** What follows is elsewhere. An address alone tells where rows that were not shown end. */
  private *endRun(): Generator<Uint8Array> {
    const { next } = this;
    const { squeezed } = this.rows;
    this.next = undefined;
    this.rows.begin();
    if (squeezed && next !== undefined) yield* this.text(`${rowAddress(next)}\n`);
  }

  private get room(): number {
    return PIECE - this.at;
  }

  private *flush(): Generator<Uint8Array> {
    if (this.at === 0) return;
    yield this.rows.pieces[this.piece].subarray(0, this.at);
    this.piece = this.piece === 0 ? 1 : 0;
    this.at = 0;
  }
}
