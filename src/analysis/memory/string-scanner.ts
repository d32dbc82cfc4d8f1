/** How characters are stored, by the letters of GNU strings: 7 and 8 bits, 16 and 32 in both byte orders. */
export const STRING_ENCODINGS = ['s', 'S', 'b', 'l', 'B', 'L'] as const;

export type StringEncoding = (typeof STRING_ENCODINGS)[number];

/** Characters after which a string goes on in a further piece, so that none has to be held whole. */
export const LONGEST = 1024 * 1024;

/** A run of printable characters, by what was told of the bytes among which it begins. */
export interface ScannedString<Tag> {
  readonly address: bigint;
  readonly tag: Tag;
  /**
   * Its first `length` are the characters, U+0000 to U+00FF as the bytes tell, until the next string is asked for;
   * what those of 8 bits stand for is not known here.
   */
  readonly codes: Buffer;
  readonly length: number;
  /** It goes on with what was found before it. */
  readonly continues: boolean;
}

/** The characters as a text of its own. */
export function charactersOf({ codes, length }: ScannedString<unknown>): string {
  return codes.toString('latin1', 0, length);
}

interface Form {
  /** Bytes of a character. */
  readonly width: number;
  /** The character at a place. */
  readonly read: (bytes: DataView, at: number) => number;
  readonly isPrintable: Uint8Array;
}

/**
 * Finds runs of printable characters as GNU strings does (print_strings of binutils/strings.c): from
 * the first character on, and where one is not printable, again from the byte behind its first one.
 * Bytes come in chunks, with addresses that follow each other, or else a run ends between them.
 */
export class StringScanner<Tag> {
  private readonly form: Form;
  private readonly characters = Buffer.alloc(LONGEST);
  private count = 0;
  private continues = false;
  /** Of a run that began in an earlier chunk. */
  private begin: { address: bigint; tag: Tag } | undefined;
  /** The beginning of a character whose end is in the next chunk. */
  private rest: Uint8Array = new Uint8Array(0);
  private next: bigint | undefined;

  constructor(
    encoding: StringEncoding,
    private readonly minLength: number,
  ) {
    this.form = FORMS[encoding];
  }

  *scan(address: bigint, bytes: Uint8Array, tag: Tag): Generator<ScannedString<Tag>> {
    if (address !== this.next) yield* this.end();
    this.next = address + BigInt(bytes.length);
    const { width, read, isPrintable } = this.form;
    const { rest, characters } = this;
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const view = new DataView(joined.buffer, joined.byteOffset, joined.length);
    const origin = address - BigInt(rest.length);
    const last = joined.length - width;
    // A run that is too short is found by its end, without looking at each byte.
    const skip = width === 1 ? this.minLength : 0;
    let { count } = this;
    let first = 0;
    let at = count === 0 && !this.continues ? skipShort(joined, 0, skip, isPrintable) : 0;
    while (at <= last) {
      const character = width === 1 ? (joined[at] ?? 0) : read(view, at);
      if (character < 256 && isPrintable[character] === 1) {
        if (count === 0) first = at;
        characters[count++] = character;
        at += width;
        if (count === LONGEST) {
          yield this.take(origin + BigInt(first), tag, count);
          this.continues = true;
          count = 0;
        }
      } else {
        if (this.isFound(count)) yield this.take(origin + BigInt(first), tag, count);
        this.forget();
        count = 0;
        at = skipShort(joined, at + 1, skip, isPrintable);
      }
    }
    this.count = count;
    if (this.count > 0) this.begin ??= { address: origin + BigInt(first), tag };
    this.rest = Uint8Array.from(joined.subarray(at));
  }

  /** Nothing follows, or not here. */
  *end(): Generator<ScannedString<Tag>> {
    const { begin } = this;
    if (begin !== undefined && this.isFound(this.count)) {
      yield this.take(begin.address, begin.tag, this.count);
    }
    this.forget();
    this.rest = new Uint8Array(0);
    this.next = undefined;
  }

  private isFound(count: number): boolean {
    return count >= this.minLength || (this.continues && count > 0);
  }

  /** The run that ends here; its place is that of this chunk only if it did not begin in an earlier one. */
  private take(address: bigint, tag: Tag, count: number): ScannedString<Tag> {
    const { begin, continues, characters: codes } = this;
    this.begin = undefined;
    return begin === undefined
      ? { address, tag, codes, length: count, continues }
      : { address: begin.address, tag: begin.tag, codes, length: count, continues };
  }

  private forget(): void {
    this.count = 0;
    this.begin = undefined;
    this.continues = false;
  }
}

/**
 * From `at` on, the first place where `length` printable bytes may begin: those that are looked at from
 * the last to the first are not, or fewer are left.
 */
function skipShort(bytes: Uint8Array, at: number, length: number, isPrintable: Uint8Array): number {
  let from = at;
  while (from + length <= bytes.length) {
    let index = from + length - 1;
    while (index >= from && isPrintable[bytes[index] ?? 0] === 1) index--;
    if (index < from) break;
    from = index + 1;
  }
  return from;
}

/** Printable ASCII and the tab, as STRING_ISGRAPHIC has it. */
const SEVEN_BITS = Uint8Array.from({ length: 256 }, (_, code) =>
  (code >= 0x20 && code < 0x7f) || code === 0x09 ? 1 : 0,
);
const EIGHT_BITS = SEVEN_BITS.map((is, code) => (code > 127 ? 1 : is));

const FORMS: Readonly<Record<StringEncoding, Form>> = {
  s: { width: 1, read: (bytes, at) => bytes.getUint8(at), isPrintable: SEVEN_BITS },
  S: { width: 1, read: (bytes, at) => bytes.getUint8(at), isPrintable: EIGHT_BITS },
  b: { width: 2, read: (bytes, at) => bytes.getUint16(at), isPrintable: SEVEN_BITS },
  l: { width: 2, read: (bytes, at) => bytes.getUint16(at, true), isPrintable: SEVEN_BITS },
  B: { width: 4, read: (bytes, at) => bytes.getUint32(at), isPrintable: SEVEN_BITS },
  L: { width: 4, read: (bytes, at) => bytes.getUint32(at, true), isPrintable: SEVEN_BITS },
};
