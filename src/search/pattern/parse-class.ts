import { caseVariants } from './case-variants.js';
import {
  complement,
  ESCAPED_CLASSES,
  readCharacterEscape,
  singleCharacter,
} from './parse-escape.js';
import { byteSet, type ByteSet, type PatternNode, WORD_BYTES } from './syntax.js';
import type { TextReader } from './text-reader.js';

/** Characters that are not ASCII are listed one by one. */
const MAX_CHARACTERS = 512;

const POSIX: ReadonlyMap<string, ByteSet> = new Map([
  ['alnum', byteSet([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a])],
  ['alpha', byteSet([0x41, 0x5a], [0x61, 0x7a])],
  ['ascii', byteSet([0x00, 0x7f])],
  ['blank', byteSet([0x09, 0x09], [0x20, 0x20])],
  ['cntrl', byteSet([0x00, 0x1f], [0x7f, 0x7f])],
  ['digit', byteSet([0x30, 0x39])],
  ['graph', byteSet([0x21, 0x7e])],
  ['lower', byteSet([0x61, 0x7a])],
  ['print', byteSet([0x20, 0x7e])],
  ['punct', byteSet([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e])],
  ['space', byteSet([0x09, 0x0d], [0x20, 0x20])],
  ['upper', byteSet([0x41, 0x5a])],
  ['word', WORD_BYTES],
  ['xdigit', byteSet([0x30, 0x39], [0x41, 0x46], [0x61, 0x66])],
]);

/** What stands between brackets. */
export class ClassParser {
  private readonly bytes = byteSet();
  private readonly characters = new Set<number>();

  constructor(
    private readonly reader: TextReader,
    private readonly fold: boolean,
  ) {}

  /** From behind the opening bracket. */
  parse(): PatternNode {
    const { reader } = this;
    const negated = reader.accept('^');
    for (let first = true; first || !reader.accept(']'); first = false) {
      if (reader.atEnd) throw reader.error('a [ without a ]');
      this.member();
    }
    if (!negated) return { kind: 'class', bytes: this.bytes, characters: [...this.characters] };
    // A negated class is over bytes; of what is not ASCII it can leave out no more than the bytes.
    if (this.characters.size > 0) {
      throw reader.error('a negated class with characters that are not ASCII');
    }
    return { kind: 'class', bytes: complement(this.bytes), characters: [] };
  }

  private member(): void {
    const { reader } = this;
    const posix = reader.acceptPattern(/^\[:\^?[a-z]+:\]/);
    if (posix !== undefined) {
      const name = posix.replace(/[^a-z]/g, '');
      const known = POSIX.get(name);
      if (known === undefined) throw reader.error(`an unknown class ${name}`);
      this.addAll(posix.includes('^') ? complement(known) : known);
      return;
    }
    const escaped = reader.sees('\\') ? ESCAPED_CLASSES.get(reader.rest(2).slice(1)) : undefined;
    if (escaped !== undefined) {
      reader.accept(reader.rest(2));
      this.addAll(escaped);
      return;
    }
    const first = this.single();
    if (!reader.sees('-') || reader.rest(2) === '-]') {
      this.addRange(first, first);
      return;
    }
    reader.accept('-');
    const last = this.single();
    if (last.value < first.value || last.isByte !== first.isByte) {
      throw reader.error('a range that ends before it begins');
    }
    this.addRange(first, last);
  }

  /** A character of ASCII is the byte, whichever way it is written. */
  private single(): { value: number; isByte: boolean } {
    const { reader } = this;
    const node = reader.accept('\\')
      ? reader.accept('b')
        ? ({ kind: 'byte', value: 0x08 } as const)
        : readCharacterEscape(reader, false)
      : singleCharacter(reader.take(), false);
    if (node.kind === 'byte') return { value: node.value, isByte: true };
    const value = node.kind === 'character' ? node.codePoint : 0;
    return { value, isByte: value < 0x80 };
  }

  private addAll(set: ByteSet): void {
    set.forEach((inside, byte) => {
      if (inside === 1) this.bytes[byte] = 1;
    });
  }

  private addRange(
    first: { value: number; isByte: boolean },
    { value: last }: { value: number },
  ): void {
    if (last - first.value + this.characters.size > MAX_CHARACTERS) {
      throw this.reader.error(`a class of more than ${MAX_CHARACTERS} characters`);
    }
    for (let value = first.value; value <= last; value++) {
      const isText = !first.isByte || value < 0x80;
      for (const each of this.fold && isText ? caseVariants(value) : [value]) {
        if (first.isByte || each < 0x80) this.bytes[each] = 1;
        else this.characters.add(each);
      }
    }
  }
}
