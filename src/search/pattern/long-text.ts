import { shared } from './shared.js';
import { singleByte, type ByteNode, type ByteSet } from './syntax.js';

/**
 * A text that is compared with as it stands: an automaton would have a state for each of its bytes. It has
 * no longest length.
 */
export interface LongText {
  /** Bytes of what it can match, at most. */
  readonly longest: number;
  /** What it begins with, for whoever looks for places at which it may stand. */
  readonly stem: ByteNode;
  readonly content: PlainText | VariedText;
}

/** Bytes; with `fold` in lower case, and letters of either case are equal. */
export interface PlainText {
  readonly kind: 'plain';
  readonly bytes: Uint8Array;
  readonly fold: boolean;
}

/** Sets of bytes, or several ways to write a character of which none begins another. */
export interface VariedText {
  readonly kind: 'varied';
  readonly parts: readonly TextPart[];
}

export type TextPart = ByteSet | readonly Uint8Array[];

/** A shorter text is no burden to an automaton. */
const LONG = 256;

const STEM = 32;

/** @returns undefined for what is short, or no text; `mustBe`: for what is hardly one as well */
export function longTextOf(node: ByteNode, mustBe: boolean): LongText | undefined {
  const parts: TextPart[] = [];
  if (!addParts(node, parts, shared(variantsOf)) || parts.length <= LONG) return undefined;
  const plain = plainText(parts);
  if (plain === undefined && !mustBe && !parts.every(shared(isNarrow))) return undefined;
  return {
    longest: parts.reduce((sum, part) => sum + longestOf(part), 0),
    stem: { kind: 'sequence', parts: parts.slice(0, STEM).map(nodeOf) },
    content: plain ?? { kind: 'varied', parts },
  };
}

/** @returns false where it is not the same in every match but for single characters */
function addParts(
  node: ByteNode,
  parts: TextPart[],
  variantsOf: (node: Alternatives) => TextPart | undefined,
): boolean {
  switch (node.kind) {
    case 'empty':
      return true;
    case 'bytes':
      parts.push(node.set);
      return true;
    case 'sequence':
      return node.parts.every((part) => addParts(part, parts, variantsOf));
    case 'alternatives': {
      const variants = variantsOf(node);
      if (variants !== undefined) parts.push(variants);
      return variants !== undefined;
    }
    case 'repeat': {
      if (node.min !== node.max) return false;
      for (let count = 0; count < node.min; count++) {
        if (!addParts(node.node, parts, variantsOf)) return false;
      }
      return true;
    }
    case 'assertion':
      return false;
  }
}

type Alternatives = ByteNode & { readonly kind: 'alternatives' };

/** Texts of which none begins another. */
function variantsOf({ branches }: Alternatives): TextPart | undefined {
  const variants = branches.map(bytesOf);
  const known = variants.filter((each) => each !== undefined);
  const isClear = !known.some((each) => beginsAnother(each, known));
  return known.length === variants.length && isClear ? known : undefined;
}

/** Those of a sequence of single bytes. */
function bytesOf(node: ByteNode): Uint8Array | undefined {
  const sets: TextPart[] = [];
  if (!addParts(node, sets, () => undefined)) return undefined;
  const bytes = sets.map((set) => (isSet(set) ? singleOf(set) : undefined));
  const known = bytes.filter((byte) => byte !== undefined);
  return known.length < bytes.length ? undefined : Uint8Array.from(known);
}

function beginsAnother(one: Uint8Array, all: readonly Uint8Array[]): boolean {
  return all.some((other) => other !== one && one.every((byte, at) => other[at] === byte));
}

/** Letters are equal in both cases everywhere, or nowhere. */
function plainText(parts: readonly TextPart[]): PlainText | undefined {
  const bytes = new Uint8Array(parts.length);
  let [folded, single] = [false, false];
  const byteOf = shared((part: TextPart) => {
    const byte = isSet(part) ? (singleOf(part) ?? letterOf(part)) : undefined;
    return byte === undefined ? undefined : { byte, isPair: part[byte - CASE_BIT] === 1 };
  });
  for (const [at, part] of parts.entries()) {
    const known = byteOf(part);
    if (known === undefined) return undefined;
    folded ||= known.isPair;
    single ||= !known.isPair && isLetter(known.byte);
    bytes[at] = known.byte;
  }
  return folded && single ? undefined : { kind: 'plain', bytes, fold: folded };
}

/** What tells lower from upper case in ASCII. */
const CASE_BIT = 0x20;

export function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + CASE_BIT : byte;
}

function isLetter(byte: number): boolean {
  const lower = lowerCase(byte);
  return lower >= 0x61 && lower <= 0x7a;
}

export function isSet(part: TextPart): part is ByteSet {
  return part instanceof Uint8Array;
}

function isNarrow(part: TextPart): boolean {
  return !isSet(part) || part.reduce((count, inside) => count + inside, 0) <= 2;
}

/** In lower case, if it is one letter in both. */
function letterOf(set: ByteSet): number | undefined {
  const upper = set.indexOf(1);
  const lower = set.lastIndexOf(1);
  const isPair = isLetter(upper) && lower === upper + CASE_BIT;
  return isPair && set.indexOf(1, upper + 1) === lower ? lower : undefined;
}

function singleOf(set: ByteSet): number | undefined {
  const first = set.indexOf(1);
  return first >= 0 && set.lastIndexOf(1) === first ? first : undefined;
}

function longestOf(part: TextPart): number {
  return isSet(part) ? 1 : Math.max(...part.map(({ length }) => length));
}

function nodeOf(part: TextPart): ByteNode {
  if (isSet(part)) return { kind: 'bytes', set: part };
  const branches = part.map((bytes): ByteNode => ({ kind: 'sequence', parts: bytesNodes(bytes) }));
  return { kind: 'alternatives', branches };
}

function bytesNodes(bytes: Uint8Array): ByteNode[] {
  return Array.from(bytes, (byte) => ({ kind: 'bytes', set: singleByte(byte) }));
}
