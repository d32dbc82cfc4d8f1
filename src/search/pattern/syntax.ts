/** A pattern as it was typed, before it is known in which encoding its text is looked for. */
export type PatternNode =
  | { readonly kind: 'empty' }
  /** A character of Unicode; `fold`: in upper and lower case. */
  | { readonly kind: 'character'; readonly codePoint: number; readonly fold: boolean }
  | { readonly kind: 'byte'; readonly value: number }
  /** One byte of `bytes`, or one of the characters, which are not ASCII. */
  | { readonly kind: 'class'; readonly bytes: ByteSet; readonly characters: readonly number[] }
  /** A dot. */
  | { readonly kind: 'any'; readonly lineFeed: boolean }
  | Sequence<PatternNode>
  | Alternatives<PatternNode>
  | Repeat<PatternNode>
  | AssertionNode;

/** A pattern over bytes. */
export type ByteNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'bytes'; readonly set: ByteSet }
  | Sequence<ByteNode>
  | Alternatives<ByteNode>
  | Repeat<ByteNode>
  | AssertionNode;

interface AssertionNode {
  readonly kind: 'assertion';
  readonly what: Assertion;
}

interface Sequence<Node> {
  readonly kind: 'sequence';
  readonly parts: readonly Node[];
}

interface Alternatives<Node> {
  readonly kind: 'alternatives';
  /** The first that matches counts. */
  readonly branches: readonly Node[];
}

interface Repeat<Node> {
  readonly kind: 'repeat';
  readonly node: Node;
  readonly min: number;
  /** Infinity without a bound. */
  readonly max: number;
  /** As often as can be; otherwise as seldom. */
  readonly greedy: boolean;
}

/** What must hold between two bytes. Lines end at a line feed; words are ASCII letters, digits and _. */
export type Assertion =
  | 'line-start'
  | 'line-end'
  | 'word-boundary'
  | 'no-word-boundary'
  | 'no-word-before'
  | 'no-word-after';

/** Of each byte, 1 if it is in the set. */
export type ByteSet = Uint8Array;

export function byteSet(...ranges: readonly (readonly [number, number])[]): ByteSet {
  const set = new Uint8Array(256);
  for (const [first, last] of ranges) set.fill(1, first, last + 1);
  return set;
}

/** The set of one byte; always the same object, since long texts are made of them. */
export function singleByte(byte: number): ByteSet {
  return SINGLE[byte] ?? byteSet();
}

const SINGLE = Array.from({ length: 256 }, (_, byte) => byteSet([byte, byte]));

/** Every byte but the line feed, which ends a line. */
export const LINE_BYTES = byteSet([0x00, 0x09], [0x0b, 0xff]);

export const WORD_BYTES = byteSet([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);

export const LINE_FEED = 0x0a;
