import type { Archive } from '../../archive/archive.js';
import type { Limits } from '../../archive/limits.js';
import { hasBytes, type Member, memberPlace } from '../../archive/member.js';
import { sourceChunks } from '../../archive/content.js';
import { type ByteSource, fileSource } from '../../bytes/byte-source.js';
import { decompress } from '../../bytes/decompress.js';
import {
  detectCompression,
  DETECTION_LENGTH,
  type Compression,
} from '../../bytes/detect-compression.js';
import { isNestedArchive } from '../../model/reads.js';

/** An archive in the archive that is compressed, and what it unpacks to. */
export interface UnpackedMember {
  readonly member: Member;
  readonly compression: Compression;
  /** As it lies in the archive. */
  readonly stored: ByteSource;
  /** Unpacked, in a file of its own. */
  readonly plain: ByteSource;
  readonly fd: number;
}

/**
 * The archive with all that lies in it in random access, so that every byte has a place in a file.
 * @param keep writes chunks to a file, and tells it and their number
 */
export async function plainArchive(
  archive: Archive,
  limits: Limits,
  keep: (chunks: AsyncIterable<Uint8Array>) => Promise<{ fd: number; size: number }>,
): Promise<{ readonly archive: Archive; readonly unpacked: readonly UnpackedMember[] }> {
  const unpacked: UnpackedMember[] = [];
  for (const member of archive.members) {
    if (!hasBytes(member) || !isNestedArchive(member.name)) continue;
    const stored = archive.source(member);
    const first = stored.read(0, Math.min(DETECTION_LENGTH, stored.size));
    const compression = detectCompression(first);
    if (compression === undefined) continue;
    const place = memberPlace({ file: archive.file }, member.name);
    const chunks = decompress(compression, sourceChunks(stored), place, limits.maxUnpacked);
    const { fd, size } = await keep(chunks);
    unpacked.push({ member, compression, stored, plain: fileSource(fd, size, place, 0), fd });
  }
  const sources = new Map(unpacked.map(({ member, plain }) => [member, plain]));
  const source = (member: Member) => sources.get(member) ?? archive.source(member);
  return { archive: { ...archive, source }, unpacked };
}
