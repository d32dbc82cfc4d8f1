import { findLackOfMemory } from '../../bytes/lack-of-memory.js';
import { encodeText } from '../../bytes/text.js';
import { wasmMemory, webAssembly } from '../../bytes/web-assembly.js';
import { formatRow, ROW, ROW_TEXT } from './format-row.js';
import { KERNEL } from './kernel.generated.js';

/** Writes rows of memory as text into one of two pieces; of those that are equal to the one before it leaves an asterisk. */
export interface RowWriter {
  readonly pieces: readonly [Uint8Array, Uint8Array];
  /** The last row was equal to the one before it, and is not shown. */
  readonly squeezed: boolean;
  /** The next row is shown, whatever came before. */
  begin(): void;
  /**
   * Writes the rows of `bytes`, as many as there is room for.
   * @param address where they lie in the process
   * @param piece number of the piece; `at` is where in it they begin
   */
  write(address: bigint, bytes: Uint8Array, piece: 0 | 1, at: number): WrittenRows;
}

export interface WrittenRows {
  /** Bytes of memory that they tell of, a multiple of 16. */
  readonly taken: number;
  /** Where their text ends in the piece. */
  readonly at: number;
}

/** Bytes of each of the two pieces. */
export const PIECE = 1024 * 1024;

/** As fast as the system allows; where it gives no addresses for WebAssembly (ulimit -v), slower. */
export function rowWriter(): RowWriter {
  try {
    return new VectorWriter();
  } catch (error) {
    if (findLackOfMemory(error) === undefined) throw error;
    return new PlainWriter();
  }
}

/** What the WebAssembly memory holds, one behind the other: the state, what is read, the pieces. */
const INPUT = 4096;
const MAX_INPUT = 256 * 1024;
const PIECES = INPUT + MAX_INPUT;

/** Words of the state behind the last row: what was done with it, and where its text ends. */
const DONE = 4;
const TEXT_END = 5;
const NOTHING = 0;
const SQUEEZED = 2;

class VectorWriter implements RowWriter {
  readonly pieces: readonly [Uint8Array, Uint8Array];
  private readonly input: Uint8Array;
  private readonly state: Int32Array;
  private readonly writeRows: WriteRows;

  constructor() {
    const memory = wasmMemory(PIECES + 2 * PIECE);
    const module = new webAssembly.Module(Buffer.from(KERNEL, 'base64'));
    const { exports } = new webAssembly.Instance(module, { env: { memory } });
    this.writeRows = (exports as { writeRows: WriteRows }).writeRows;
    const { buffer } = memory;
    this.state = new Int32Array(buffer, 0, 8);
    this.input = new Uint8Array(buffer, INPUT, MAX_INPUT);
    this.pieces = [
      new Uint8Array(buffer, PIECES, PIECE),
      new Uint8Array(buffer, PIECES + PIECE, PIECE),
    ];
  }

  get squeezed(): boolean {
    return this.state[DONE] === SQUEEZED;
  }

  begin(): void {
    this.state[DONE] = NOTHING;
  }

  write(address: bigint, bytes: Uint8Array, piece: 0 | 1, at: number): WrittenRows {
    const some = bytes.subarray(0, MAX_INPUT);
    this.input.set(some);
    const start = PIECES + piece * PIECE;
    const limit = start + PIECE - ROW_TEXT;
    const until = INPUT + some.length - (some.length % ROW);
    const next = this.writeRows(0, INPUT, until, start + at, limit, BigInt.asIntN(64, address));
    return { taken: next - INPUT, at: (this.state[TEXT_END] ?? 0) - start };
  }
}

type WriteRows = (
  state: number,
  from: number,
  until: number,
  textAt: number,
  limit: number,
  address: bigint,
) => number;

/** The same without WebAssembly. */
export class PlainWriter implements RowWriter {
  readonly pieces = [new Uint8Array(PIECE), new Uint8Array(PIECE)] as const;
  squeezed = false;
  private last: Uint8Array | undefined;

  begin(): void {
    this.last = undefined;
    this.squeezed = false;
  }

  write(address: bigint, bytes: Uint8Array, piece: 0 | 1, at: number): WrittenRows {
    const out = this.pieces[piece];
    let taken = 0;
    let end = at;
    for (; taken + ROW <= bytes.length && end <= PIECE - ROW_TEXT; taken += ROW) {
      const row = bytes.subarray(taken, taken + ROW);
      if (this.last !== undefined && Buffer.compare(row, this.last) === 0) {
        if (!this.squeezed) end += put(out, end, '*\n');
        this.squeezed = true;
        continue;
      }
      this.last = row.slice();
      this.squeezed = false;
      end += put(out, end, formatRow(address + BigInt(taken), row));
    }
    return { taken, at: end };
  }
}

function put(out: Uint8Array, at: number, text: string): number {
  const bytes = encodeText(text);
  out.set(bytes, at);
  return bytes.length;
}
