import { encodePattern, type Encoding, isLiteral, unitSize } from '../pattern/encode-pattern.js';
import { parseHex, parseLiteral, parseRegExp } from '../pattern/parse-regexp.js';
import type { ByteNode, ByteSet, PatternNode } from '../pattern/syntax.js';

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
  readonly node: ByteNode;
  /** Whether the words around a match have to be looked at afterwards. */
  readonly checkWords: boolean;
}

/** @throws CheckpointError `usage` for a pattern that is wrong */
export function branchesOf(patterns: readonly TypedPattern[], options: PatternOptions): Branch[] {
  const branches = new Map<string, Branch>();
  const keys = new NodeKeys();
  patterns.forEach((typed, pattern) => {
    const node = parse(typed, options);
    for (const encoding of encodingsOf(typed, node, options)) {
      const encoded = encodePattern(node, encoding);
      if (encoded === undefined) continue;
      const isWide = unitSize(encoding) > 1;
      const bytes = options.wholeWords && !isWide ? betweenWords(encoded) : encoded;
      // ASCII is the same in UTF-8 and latin1.
      const key = keys.of(bytes);
      if (branches.has(key)) continue;
      const checkWords = options.wholeWords && isWide;
      branches.set(key, { pattern, encoding, node: bytes, checkWords });
    }
  });
  return [...branches.values()];
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
        return node.parts.map((part) => this.of(part)).join('');
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
