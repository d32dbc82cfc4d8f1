import { caseVariants } from './case-variants.js';
import type { Encoding } from './encodings.js';
import { byteSet, singleByte, type ByteNode } from './syntax.js';

/** Long texts are made of few characters, which are the same objects everywhere. */
const KNOWN = new Map<string, ByteNode | undefined>();

/** Undefined for a character that the encoding does not have; with `fold` in either case. */
export function encodeCharacter(
  codePoint: number,
  fold: boolean,
  encoding: Encoding,
): ByteNode | undefined {
  const key = `${encoding} ${codePoint} ${fold}`;
  if (!KNOWN.has(key)) {
    const variants = fold ? caseVariants(codePoint) : [codePoint];
    const bytes = variants.map((each) => bytesOf(each, encoding));
    KNOWN.set(key, variantsNode(bytes.filter((each) => each !== undefined)));
  }
  return KNOWN.get(key);
}

/** Those that differ in one byte only are a sequence with a set there. */
function variantsNode(variants: readonly Uint8Array[]): ByteNode | undefined {
  const [first] = variants;
  if (first === undefined) return undefined;
  const isAsLong = variants.every(({ length }) => length === first.length);
  const columns = Array.from(first, (_, at) => [...new Set(variants.map((each) => each[at] ?? 0))]);
  if (!isAsLong || columns.filter(({ length }) => length > 1).length > 1) {
    return { kind: 'alternatives', branches: variants.map(bytesNode) };
  }
  return sequenceOf(columns.map(setNode));
}

function bytesNode(bytes: Uint8Array): ByteNode {
  return sequenceOf(Array.from(bytes, (byte) => setNode([byte])));
}

function sequenceOf(parts: readonly ByteNode[]): ByteNode {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'sequence', parts };
}

function setNode(bytes: readonly number[]): ByteNode {
  const [only] = bytes;
  const set =
    bytes.length === 1 && only !== undefined
      ? singleByte(only)
      : byteSet(...bytes.map((byte) => [byte, byte] as const));
  return { kind: 'bytes', set };
}

function bytesOf(codePoint: number, encoding: Encoding): Uint8Array | undefined {
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
