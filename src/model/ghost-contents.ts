import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { ImageEntry } from '../criu/image.js';
import type { GhostChunkEntry, GhostFileEntry } from '../criu/messages.generated.js';
import { isAbsent } from './absent.js';
import type { Checkpoint } from './checkpoint.js';

/** Bytes of a deleted file that lie together in its image. */
export interface GhostPiece {
  /** Bytes from the beginning of the file. */
  readonly at: number;
  readonly source: ByteSource;
  /** Bytes from the beginning of the image. */
  readonly offset: number;
  readonly length: number;
}

/** What ghost-file-ID.img has of a deleted file. */
export interface GhostContents {
  /** In the order of the image. CRIU's ascend; what lies between them is a hole. */
  readonly pieces: readonly GhostPiece[];
  /** Bytes of the file; undefined where the image tells nothing of it. */
  readonly size: bigint | undefined;
  /** Nothing of the image was lost. */
  readonly isWhole: boolean;
}

/** Pieces of one file; only a forged image has more. */
const MAX_PIECES = 1_000_000;

/** @returns undefined when there is no such image, or nothing of it can be read */
export function readGhost(
  { images, damage }: Pick<Checkpoint, 'images' | 'damage'>,
  image: string,
): GhostContents | undefined {
  const source = images.bytes(image);
  if (source === undefined) return undefined;
  const pieces: GhostPiece[] = [];
  let file: GhostFileEntry | undefined;
  let isCutShort = false;
  for (const entry of images.walk(image)) {
    if (entry.type === 'ghost_file_entry') file = entry.message as GhostFileEntry;
    const piece = damage.attempt(() => pieceOf(source, entry, pieces.length));
    isCutShort = isAbsent(piece);
    if (isAbsent(piece)) break;
    if (piece.length > 0) pieces.push(piece);
  }
  const end = pieces.reduce((most, { at, length }) => Math.max(most, at + length), 0);
  const isWhole = !isCutShort && images.damageMet(image) === undefined;
  return {
    pieces,
    size: file?.size ?? (isWhole ? BigInt(end) : undefined),
    // Without chunks all of the file follows the message.
    isWhole: isWhole && (file?.chunks === true || BigInt(end) >= (file?.size ?? 0n)),
  };
}

/** Without bytes where none follow the message. */
function pieceOf(source: ByteSource, entry: ImageEntry, before: number): GhostPiece {
  const { payload, type, message } = entry;
  const offset = entry.offset + entry.length;
  const length = payload.kind === 'bytes' ? payload.bytes.size : 0;
  const place = { ...source.place, offset: entry.offset };
  if (before >= MAX_PIECES) {
    const sentence = `more than ${MAX_PIECES} chunks: the others are not read`;
    throw new CheckpointError('limit', sentence, place);
  }
  if (type !== 'ghost_chunk_entry') return { at: 0, source, offset, length };
  const { off = 0n } = message as GhostChunkEntry;
  if (off > BigInt(Number.MAX_SAFE_INTEGER - length)) {
    throw new CheckpointError('invalid-image', `a chunk at ${off} of the file`, place);
  }
  return { at: Number(off), source, offset, length };
}
