import type { ByteSource } from '../../bytes/byte-source.js';

const PT_NOTE = 4;
const NT_GNU_BUILD_ID = 3;

/** More of a file's notes is not looked at; those of real programs have some hundred bytes. */
const MAX_NOTES = 64 * 1024;

/** The bytes of a program's GNU build-id (ELF gABI: note section); undefined when it has none. */
export function readBuildId(source: ByteSource): Uint8Array | undefined {
  if (source.size < 64) return undefined;
  const head = Buffer.from(source.read(0, 64));
  if (head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const wide = head[4] === 2;
  const big = head[5] === 2;
  const half = (bytes: Buffer, at: number) =>
    big ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  const word = (bytes: Buffer, at: number) =>
    big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  const long = (bytes: Buffer, at: number) =>
    Number(big ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
  const offset = wide ? long(head, 32) : word(head, 28);
  const entrySize = half(head, wide ? 54 : 42);
  const count = half(head, wide ? 56 : 44);
  for (let index = 0; index < count && entrySize >= 32; index++) {
    const at = offset + index * entrySize;
    if (at + entrySize > source.size) return undefined;
    const header = Buffer.from(source.read(at, entrySize));
    if (word(header, 0) !== PT_NOTE || (wide && entrySize < 56)) continue;
    const start = wide ? long(header, 8) : word(header, 4);
    const size = Math.min(wide ? long(header, 32) : word(header, 16), MAX_NOTES);
    if (start + size > source.size) continue;
    const id = buildIdIn(Buffer.from(source.read(start, size)), word);
    if (id !== undefined) return id;
  }
  return undefined;
}

function buildIdIn(
  notes: Buffer,
  word: (bytes: Buffer, at: number) => number,
): Uint8Array | undefined {
  for (let at = 0; at + 12 <= notes.length;) {
    const [nameSize, size, type] = [word(notes, at), word(notes, at + 4), word(notes, at + 8)];
    const name = notes.toString('latin1', at + 12, at + 12 + nameSize);
    const content = at + 12 + padded(nameSize);
    if (type === NT_GNU_BUILD_ID && name === 'GNU\0' && content + size <= notes.length) {
      return notes.subarray(content, content + size);
    }
    at = content + padded(size);
  }
  return undefined;
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}
