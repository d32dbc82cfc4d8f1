import { encodePattern, isLiteral } from '../pattern/encode-pattern.js';
import { type Encoding, unitSize } from '../pattern/encodings.js';
import { invalidPattern } from '../pattern/invalid-pattern.js';
import { longTextOf, type LongText } from '../pattern/long-text.js';
import { shared } from '../pattern/shared.js';
import { measure, type Measure } from '../pattern/measure.js';
import { parseHex, parseLiteral, parseRegExp } from '../pattern/parse-regexp.js';
import type { ByteNode, ByteSet, PatternNode } from '../pattern/syntax.js';
import { MAX_MATCH } from './text-run.js';

/** A pattern as it was typed. */
export interface TypedPattern {
  readonly kind: 'regexp' | 'literal' | 'hex';
  readonly text: string;
}

export interface PatternOptions {
  readonly ignoreCase: boolean;
  /** Only whole words. */
  readonly wholeWords: boolean;
  /** Undefined: UTF-8, and for plain text UTF-16LE as well. */
  readonly encodings?: readonly Encoding[];
}

/** What is looked for at once: each typed pattern in each encoding; the first counts most. */
export interface Branch {
  /** Number of the typed pattern. */
  readonly pattern: number;
  readonly encoding: Encoding;
  /** Of a long text no more than what it begins with. */
  readonly node: ByteNode;
  readonly long?: LongText;
  /** Whether the words around a match have to be looked at afterwards. */
  readonly checkWords: boolean;
}

/** Characters of one pattern: as many as the memory can hold in all that they are turned into. */
const MAX_TEXT = 16 * 1024 * 1024;

/** Instructions that repetitions of all patterns may be written out to, besides what was typed. */
const MAX_WRITTEN_OUT = 200_000;

/** Bytes that a match may have: of an expression, or of the longest text among the branches. */
export function longestMatch(branches: readonly Branch[]): number {
  return branches.reduce((most, { long }) => Math.max(most, long?.longest ?? 0), MAX_MATCH);
}

/** @throws CheckpointError `usage` for a pattern that is wrong, or that could not be found */
export function branchesOf(patterns: readonly TypedPattern[], options: PatternOptions): Branch[] {
  const branches = new Map<string, Branch>();
  const keys = new NodeKeys();
  let writtenOut = 0;
  patterns.forEach((typed, pattern) => {
    const parsed = parse(typed, options);
    for (const encoding of encodingsOf(typed, parsed, options)) {
      const node = encodePattern(parsed, encoding);
      if (node === undefined) continue;
      const size = measure(node);
      writtenOut += size.instructions - size.typed;
      if (writtenOut > MAX_WRITTEN_OUT) {
        throw invalidPattern(typed.text, 'too large once it is written out');
      }
      // ASCII is the same in UTF-8 and latin1.
      const key = keys.of(node);
      if (branches.has(key)) continue;
      const branch = branchOf(typed.text, node, size, options.wholeWords, encoding);
      branches.set(key, { pattern, encoding, ...branch });
    }
  });
  return [...branches.values()];
}

function branchOf(
  text: string,
  node: ByteNode,
  { min, max }: Measure,
  wholeWords: boolean,
  encoding: Encoding,
): Omit<Branch, 'pattern' | 'encoding'> {
  if (max === 0) throw invalidPattern(text, 'it matches only the empty string');
  const long = longTextOf(node, min > MAX_MATCH);
  if (long !== undefined) return { node: long.stem, long, checkWords: wholeWords };
  if (min > MAX_MATCH) {
    throw invalidPattern(
      text,
      `a match has ${min} bytes or more; only plain text may have so many`,
    );
  }
  const checkWords = wholeWords && unitSize(encoding) > 1;
  return { node: wholeWords && !checkWords ? betweenWords(node) : node, checkWords };
}

/** Texts that are equal for equal patterns, as far as those share their sets. */
class NodeKeys {
  private readonly numbers = new Map<ByteSet, number>();

  of(node: ByteNode): string {
    switch (node.kind) {
      case 'empty':
        return '';
      case 'bytes': {
        const number = this.numbers.get(node.set) ?? this.numbers.size;
        this.numbers.set(node.set, number);
        return `${number},`;
      }
      case 'sequence':
        return node.parts.map(shared((part) => this.of(part))).join('');
      case 'alternatives':
        return `(${node.branches.map((branch) => this.of(branch)).join('|')})`;
      case 'repeat':
        return `(${this.of(node.node)}){${node.min},${node.max}${node.greedy ? '' : '?'}}`;
      case 'assertion':
        return `<${node.what}>`;
    }
  }
}

function parse({ kind, text }: TypedPattern, { ignoreCase }: PatternOptions): PatternNode {
  if (text.length > MAX_TEXT) throw invalidPattern(text, `more than ${MAX_TEXT} characters`);
  switch (kind) {
    case 'regexp':
      return parseRegExp(text, ignoreCase);
    case 'literal':
      return parseLiteral(text, ignoreCase);
    case 'hex':
      return parseHex(text);
  }
}

function encodingsOf(
  { kind }: TypedPattern,
  node: PatternNode,
  { encodings }: PatternOptions,
): readonly Encoding[] {
  // Bytes are the same in any encoding of single bytes; what they are is shown as UTF-8.
  if (kind === 'hex') return ['utf-8'];
  return encodings ?? (isLiteral(node) ? ['utf-8', 'utf-16le'] : ['utf-8']);
}

function betweenWords(node: ByteNode): ByteNode {
  return {
    kind: 'sequence',
    parts: [
      { kind: 'assertion', what: 'no-word-before' },
      node,
      { kind: 'assertion', what: 'no-word-after' },
    ],
  };
}
