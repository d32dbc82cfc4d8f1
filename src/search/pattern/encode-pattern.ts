import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { encodeCharacter } from './encode-character.js';
import { unitSize, type Encoding } from './encodings.js';
import { shared } from './shared.js';
import {
  byteSet,
  LINE_BYTES,
  LINE_FEED,
  singleByte,
  type ByteNode,
  type PatternNode,
} from './syntax.js';

/**
 * The pattern over the bytes of text in one encoding; undefined when the encoding has no such text. In
 * UTF-16 and UTF-32 a class and a dot are code units.
 * @throws CheckpointError `usage` for assertions where text has units of several bytes
 */
export function encodePattern(node: PatternNode, encoding: Encoding): ByteNode | undefined {
  switch (node.kind) {
    case 'empty':
      return node;
    case 'byte':
      return unit(singleByte(node.value), encoding);
    case 'any':
      return node.lineFeed ? anyUnit(unitSize(encoding)) : noLineFeed(encoding);
    case 'character':
      return encodeCharacter(node.codePoint, node.fold, encoding);
    case 'class': {
      const characters = node.characters.map((each) => encodeCharacter(each, false, encoding));
      return oneOf([unit(node.bytes, encoding), ...characters]);
    }
    case 'sequence': {
      const parts = node.parts.map(shared((part) => encodePattern(part, encoding)));
      const known = parts.filter((part) => part !== undefined);
      return known.length < parts.length ? undefined : sequence(known);
    }
    case 'alternatives':
      return oneOf(node.branches.map((each) => encodePattern(each, encoding)));
    case 'repeat': {
      const inner = encodePattern(node.node, encoding);
      if (inner === undefined) return node.min === 0 ? { kind: 'empty' } : undefined;
      return { ...node, node: inner };
    }
    case 'assertion':
      if (unitSize(encoding) === 1) return node;
      throw new CheckpointError(
        'usage',
        `^, $, \\b and \\B do not work with --encoding ${encoding}`,
      );
  }
}

/** Whether it is plain text, without anything that makes it a regular expression. */
export function isLiteral(node: PatternNode): boolean {
  if (node.kind === 'sequence') return node.parts.every(isLiteral);
  return node.kind === 'character';
}

function sequence(parts: readonly ByteNode[]): ByteNode {
  return { kind: 'sequence', parts };
}

function oneOf(branches: readonly (ByteNode | undefined)[]): ByteNode | undefined {
  const known = branches.filter((branch) => branch !== undefined);
  const [only] = known;
  return known.length < 2 ? only : mergeSets({ kind: 'alternatives', branches: known });
}

/** Alternatives of one byte each are one set. */
function mergeSets(node: ByteNode & { kind: 'alternatives' }): ByteNode {
  const set = byteSet();
  for (const branch of node.branches) {
    if (branch.kind !== 'bytes') return node;
    branch.set.forEach((inside, byte) => {
      if (inside === 1) set[byte] = 1;
    });
  }
  return { kind: 'bytes', set };
}

const ANY: ByteNode = { kind: 'bytes', set: byteSet([0, 255]) };
const NOT_ZERO: ByteNode = { kind: 'bytes', set: byteSet([1, 255]) };
const ZERO: ByteNode = { kind: 'bytes', set: singleByte(0) };
const FEED: ByteNode = { kind: 'bytes', set: singleByte(LINE_FEED) };
const NO_FEED: ByteNode = { kind: 'bytes', set: LINE_BYTES };

function anyUnit(size: number): ByteNode {
  return size === 1 ? ANY : sequence(Array<ByteNode>(size).fill(ANY));
}

/** Every code unit but that of a line feed: one that differs from it in the first byte, or the next ... */
function noLineFeed(encoding: Encoding): ByteNode {
  const size = unitSize(encoding);
  if (size === 1) return NO_FEED;
  const low = encoding.endsWith('le') ? 0 : size - 1;
  const same = Array.from({ length: size }, (_, at) => (at === low ? FEED : ZERO));
  const branches = same.map((_, at) =>
    sequence([
      ...same.slice(0, at),
      at === low ? NO_FEED : NOT_ZERO,
      ...Array<ByteNode>(size - at - 1).fill(ANY),
    ]),
  );
  return { kind: 'alternatives', branches };
}

/** One byte, or the code unit of its value. */
function unit(set: Uint8Array, encoding: Encoding): ByteNode | undefined {
  const size = unitSize(encoding);
  if (!set.includes(1)) return undefined;
  const bytes: ByteNode = { kind: 'bytes', set };
  if (size === 1) return bytes;
  const zeros = Array<ByteNode>(size - 1).fill(ZERO);
  return sequence(encoding.endsWith('le') ? [bytes, ...zeros] : [...zeros, bytes]);
}
