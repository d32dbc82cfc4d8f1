import { isSet, lowerCase, type PlainText, type VariedText } from '../pattern/long-text.js';
import type { Branch } from './pattern-set.js';
import type { Work } from './work.js';

/** Finds long texts at given places. */
export class LongTextFinder {
  /** Branch of the last match. */
  branch = 0;
  /** In the order of the branches, by the byte that they begin with. */
  private readonly byFirst: readonly (readonly Candidate[])[];

  constructor(branches: readonly Branch[], work: Work) {
    const texts = branches.flatMap(({ long }, branch): Candidate[] => {
      if (long === undefined) return [];
      const { content } = long;
      const comparison =
        content.kind === 'plain'
          ? new PlainComparison(content, work)
          : new VariedComparison(content, work);
      return [{ branch, comparison }];
    });
    this.byFirst = Array.from({ length: 256 }, (_, byte) =>
      texts.filter(({ comparison }) => comparison.beginsWith(byte)),
    );
  }

  /** What was compared before lay elsewhere. */
  begin(): void {
    for (const { comparison } of new Set(this.byFirst.flat())) comparison.begin();
  }

  /**
   * @param most only branches before this one count
   * @returns the end of the match; `start` if there is none
   */
  match(
    bytes: Uint8Array,
    start: number,
    end: number,
    most: number,
    isWanted: (end: number, branch: number) => boolean,
  ): number {
    for (const { branch, comparison } of this.byFirst[bytes[start] ?? 0] ?? []) {
      if (branch >= most) break;
      const found = comparison.endAt(bytes, start, end);
      if (found === undefined || !isWanted(found, branch)) continue;
      this.branch = branch;
      return found;
    }
    return start;
  }
}

interface Candidate {
  readonly branch: number;
  readonly comparison: PlainComparison | VariedComparison;
}

/**
 * Compares from places that ascend, each byte once: what is known of one place tells how far the text can
 * stand at the next (Knuth, Morris and Pratt), so that a text that repeats itself takes no longer.
 */
class PlainComparison {
  private readonly text: Uint8Array;
  private readonly map: Uint8Array;
  /** Of each length of what has matched, the next shorter one that may still match further on. */
  private readonly borders: Int32Array;
  /** Where the text may begin, and how many of its bytes stand there. */
  private start = 0;
  private matched = 0;

  constructor(
    { bytes, fold }: PlainText,
    private readonly work: Work,
  ) {
    this.text = bytes;
    this.map = Uint8Array.from({ length: 256 }, (_, byte) => (fold ? lowerCase(byte) : byte));
    this.borders = bordersOf(bytes);
  }

  beginsWith(byte: number): boolean {
    return this.map[byte] === this.text[0];
  }

  begin(): void {
    this.matched = 0;
  }

  endAt(bytes: Uint8Array, start: number, end: number): number | undefined {
    const { text, map } = this;
    this.moveTo(start);
    if (this.start > start) return undefined;
    const before = this.matched;
    let { matched } = this;
    while (matched < text.length && start + matched < end) {
      if (map[bytes[start + matched] ?? 0] !== text[matched]) break;
      matched += 1;
    }
    this.matched = matched;
    this.work.add(matched - before + 1);
    return matched === text.length ? start + matched : undefined;
  }

  /** To the first place from `start` on at which the text may stand, as far as it is known. */
  private moveTo(start: number): void {
    while (this.matched > 0 && this.start < start) {
      const shorter = this.borders[this.matched] ?? 0;
      this.start += this.matched - shorter;
      this.matched = shorter;
    }
    if (this.matched === 0) this.start = start;
  }
}

/** Of each length, that of the longest text which the first bytes of this length both begin and end with. */
function bordersOf(text: Uint8Array): Int32Array {
  const borders = new Int32Array(text.length + 1);
  for (let length = 2, border = 0; length <= text.length; length++) {
    while (border > 0 && text[border] !== text[length - 1]) border = borders[border] ?? 0;
    if (text[border] === text[length - 1]) border += 1;
    borders[length] = border;
  }
  return borders;
}

const STEPS_OF_PART = 4;

/** Compares part by part. */
class VariedComparison {
  constructor(
    private readonly text: VariedText,
    private readonly work: Work,
  ) {}

  beginsWith(byte: number): boolean {
    const [first] = this.text.parts;
    if (first === undefined) return false;
    return isSet(first) ? first[byte] === 1 : first.some((each) => each[0] === byte);
  }

  begin(): void {
    // Nothing is known from one place to the next.
  }

  endAt(bytes: Uint8Array, start: number, end: number): number | undefined {
    let at = start;
    for (const part of this.text.parts) {
      const length = isSet(part) ? (part[bytes[at] ?? 0] ?? 0) : variantAt(bytes, at, part);
      if (length === 0 || at + length > end) {
        this.work.add(STEPS_OF_PART * (at - start + 1));
        return undefined;
      }
      at += length;
    }
    this.work.add(STEPS_OF_PART * (at - start));
    return at;
  }
}

function variantAt(bytes: Uint8Array, start: number, variants: readonly Uint8Array[]): number {
  const found = variants.find((each) => each.every((byte, at) => bytes[start + at] === byte));
  return found?.length ?? 0;
}
