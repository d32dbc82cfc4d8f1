import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { caseVariants } from './case-variants.js';
import { byteSet, singleByte, type ByteNode, type PatternNode } from './syntax.js';

export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'utf-32le',
  'utf-32be',
  'latin1',
] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** Bytes of a code unit. */
export function unitSize(encoding: Encoding): 1 | 2 | 4 {
  if (encoding.startsWith('utf-16')) return 2;
  return encoding.startsWith('utf-32') ? 4 : 1;
}

/**
 * The pattern over the bytes of text in one encoding; undefined when the encoding has no such text. In
 * UTF-16 and UTF-32 a class and a dot are code units.
 * @throws CheckpointError `usage` for assertions where text has units of several bytes
 */
export function encodePattern(node: PatternNode, encoding: Encoding): ByteNode | undefined {
  const encode = (each: PatternNode) => encodePattern(each, encoding);
  switch (node.kind) {
    case 'empty':
      return node;
    case 'byte':
      return unit(singleByte(node.value), encoding);
    case 'any':
      return unitSize(encoding) === 1
        ? { kind: 'bytes', set: byteSet([0, 255]) }
        : sequence(
            Array<ByteNode>(unitSize(encoding)).fill({ kind: 'bytes', set: byteSet([0, 255]) }),
          );
    case 'character':
      return oneOf(
        (node.fold ? caseVariants(node.codePoint) : [node.codePoint]).map((each) =>
          characterBytes(each, encoding),
        ),
      );
    case 'class': {
      const characters = node.characters.map((each) => characterBytes(each, encoding));
      return oneOf([unit(node.bytes, encoding), ...characters]);
    }
    case 'sequence': {
      const parts = node.parts.map(encode);
      const known = parts.filter((part) => part !== undefined);
      return known.length < parts.length ? undefined : sequence(known);
    }
    case 'alternatives':
      return oneOf(node.branches.map(encode));
    case 'repeat': {
      const inner = encode(node.node);
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

/** One byte, or the code unit of its value. */
function unit(set: Uint8Array, encoding: Encoding): ByteNode | undefined {
  const size = unitSize(encoding);
  if (!set.includes(1)) return undefined;
  const bytes: ByteNode = { kind: 'bytes', set };
  if (size === 1) return bytes;
  const zeros = Array<ByteNode>(size - 1).fill({ kind: 'bytes', set: singleByte(0) });
  return sequence(encoding.endsWith('le') ? [bytes, ...zeros] : [...zeros, bytes]);
}

/** Long lists of texts are made of few characters, which are the same objects everywhere. */
const KNOWN = new Map<string, ByteNode | undefined>();

function characterBytes(codePoint: number, encoding: Encoding): ByteNode | undefined {
  const key = `${encoding} ${codePoint}`;
  if (!KNOWN.has(key)) KNOWN.set(key, encodedBytes(codePoint, encoding));
  return KNOWN.get(key);
}

function encodedBytes(codePoint: number, encoding: Encoding): ByteNode | undefined {
  const bytes = encodeCharacter(codePoint, encoding);
  if (bytes === undefined) return undefined;
  const parts = Array.from(bytes, (byte): ByteNode => ({
    kind: 'bytes',
    set: singleByte(byte),
  }));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : sequence(parts);
}

function encodeCharacter(codePoint: number, encoding: Encoding): Uint8Array | undefined {
  const text = String.fromCodePoint(codePoint);
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'latin1':
      return codePoint <= 0xff ? Uint8Array.of(codePoint) : undefined;
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    case 'utf-32le':
    case 'utf-32be': {
      const bytes = Buffer.alloc(4);
      if (encoding === 'utf-32le') bytes.writeUInt32LE(codePoint);
      else bytes.writeUInt32BE(codePoint);
      return bytes;
    }
  }
}
