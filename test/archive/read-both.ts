import { memorySource } from '../../src/bytes/byte-source.js';
import { contentChunks } from '../../src/archive/content.js';
import { DEFAULT_LIMITS, type Limits } from '../../src/archive/limits.js';
import type { Member } from '../../src/archive/member.js';
import { indexTar } from '../../src/archive/tar/index-tar.js';
import { walkTar } from '../../src/archive/tar/walk-tar.js';

export interface ReadMember {
  readonly member: Member;
  readonly data: Buffer;
}

export async function* inPieces(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

/** All members with their bytes, out of an index. */
export async function readIndexed(bytes: Uint8Array, limits?: Limits): Promise<ReadMember[]> {
  const result: ReadMember[] = [];
  for (const { member, content } of indexTar(memorySource(bytes, { file: 'x.tar' }), limits)) {
    result.push({ member, data: await allOf(contentChunks(content)) });
  }
  return result;
}

/** All members with their bytes, out of a stream. */
export async function readStreamed(
  bytes: Uint8Array,
  limits: Limits = DEFAULT_LIMITS,
): Promise<ReadMember[]> {
  const result: ReadMember[] = [];
  for await (const { member, content } of walkTar(inPieces(bytes), { file: 'x.tar' }, limits)) {
    result.push({ member, data: await allOf(contentChunks(content)) });
  }
  return result;
}

export async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}
