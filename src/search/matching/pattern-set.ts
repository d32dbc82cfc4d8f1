import { encodePattern, type Encoding, isLiteral, unitSize } from '../pattern/encode-pattern.js';
import { parseHex, parseLiteral, parseRegExp } from '../pattern/parse-regexp.js';
import type { ByteNode, PatternNode } from '../pattern/syntax.js';

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
  patterns.forEach((typed, pattern) => {
    const node = parse(typed, options);
    for (const encoding of encodingsOf(typed, node, options)) {
      const encoded = encodePattern(node, encoding);
      if (encoded === undefined) continue;
      const isWide = unitSize(encoding) > 1;
      const bytes = options.wholeWords && !isWide ? betweenWords(encoded) : encoded;
      // ASCII is the same in UTF-8 and latin1.
      const key = JSON.stringify(bytes, (_, value: unknown) =>
        value instanceof Uint8Array ? value.join('') : value,
      );
      if (branches.has(key)) continue;
      const checkWords = options.wholeWords && isWide;
      branches.set(key, { pattern, encoding, node: bytes, checkWords });
    }
  });
  return [...branches.values()];
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
  if (kind === 'hex') return ['latin1'];
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
