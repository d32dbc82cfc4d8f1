import { unexpectedEof, type ByteSource } from '../bytes/byte-source.js';
import { readAhead } from '../bytes/read-ahead.js';
import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import {
  COMMON_MAGIC,
  describeRawFile,
  findKindByMagic,
  type Framing,
  SERVICE_MAGIC,
  type ImageKind,
} from './image-kinds.js';
import { variantOfBytes } from './entry-variants.js';
import type { Message } from './message.js';
import { readPayload, type Payload } from './payload.js';
import { readMessage } from './read-message.js';
import { readWord } from './word.js';
import type { Messages } from './messages.generated.js';

/** Largest single message; CRIU's own limit for what it maps is far below. */
const MAX_MESSAGE = 256 * 1024 * 1024;

export interface ImageEntry {
  /** Which message of protos/ the entry is. */
  readonly type: keyof Messages;
  readonly message: Message;
  /** What follows the message in the file. */
  readonly payload: Payload;
  /** Where the message's bytes lie in the image. */
  readonly offset: number;
  readonly length: number;
}

export interface Image {
  readonly kind: ImageKind;
  readonly framing: Framing;
  /** Magics, sizes and raw integers are big-endian: dumped on s390x or another such host. */
  readonly bigEndian: boolean;
  readonly place: Place;
  /**
   * The entries one after another; each call starts anew.
   * @throws CheckpointError `unexpected-eof` or `invalid-image` where the image is damaged
   */
  entries(): Generator<ImageEntry, void, undefined>;
  /** Bytes of one entry's message as they stand in the image. */
  messageBytes(entry: ImageEntry): Uint8Array;
}

/**
 * Recognises a CRIU image by its magics, in either byte order.
 * @throws CheckpointError `invalid-image` for bytes that are none, `unexpected-eof` for too few
 */
export function openImage(bytes: ByteSource): Image {
  const source = readAhead(bytes);
  const header = readHeader(source);
  return {
    ...header,
    place: source.place,
    entries: () => readEntries(source, header),
    messageBytes: (entry) => source.read(entry.offset, entry.length),
  };
}

/** Number of entries, as crit counts them: the head of a pagemap is none. */
export function countEntries(image: Image): number {
  let count = 0;
  for (const { type } of image.entries()) if (type !== image.kind.firstMessage) count++;
  return count;
}

interface Header {
  readonly kind: ImageKind;
  readonly framing: Framing;
  readonly bigEndian: boolean;
  readonly length: number;
}

function readHeader(source: ByteSource): Header {
  if (source.size === 0) throw notAnImage(source, 'the image is empty (0 bytes)');
  if (source.size < 4) throw unexpectedEof(source.place, source.size);
  for (const bigEndian of [false, true]) {
    const first = readWord(source, 0, bigEndian);
    if (first === COMMON_MAGIC || first === SERVICE_MAGIC) {
      const magic = readWord(source, 4, bigEndian);
      const kind = findKindByMagic(magic);
      if (kind === undefined) throw unknownMagic(source, magic, 4);
      return { kind, framing: first === COMMON_MAGIC ? 'v1.1' : 'service', bigEndian, length: 8 };
    }
    const kind = findKindByMagic(first);
    if (kind !== undefined) return { kind, framing: 'v1.0', bigEndian, length: 4 };
  }
  throw unknownMagic(source, readWord(source, 0, false), 0);
}

function* readEntries(source: ByteSource, header: Header): Generator<ImageEntry, void, undefined> {
  const { kind, bigEndian } = header;
  let at = header.length;
  let chunks = false;
  for (let index = 0; at < source.size; index++) {
    const type = index === 0 ? (kind.firstMessage ?? kind.message) : kind.message;
    const length = readWord(source, at, bigEndian);
    const offset = at + 4;
    // Only for errors: there may be a million entries.
    const place = () => ({ ...source.place, offset: at });
    if (offset + length > source.size) {
      const left = `${source.size - offset} are left`;
      const sentence = `unexpected EOF: entry ${index} says ${length} bytes where ${left}`;
      throw new CheckpointError('unexpected-eof', sentence, place());
    }
    if (length > MAX_MESSAGE) {
      const sentence = `entry ${index} is a message of ${length} bytes; ${MAX_MESSAGE} is the limit`;
      throw new CheckpointError('limit', sentence, place());
    }
    const bytes = source.read(offset, length);
    const entryType = chunks ? 'ghost_chunk_entry' : variantOfBytes(type, bytes);
    const message = readMessage(entryType, bytes, source.place, offset);
    const payload = readPayload(kind, entryType, message, source, offset + length, bigEndian);
    yield { type: entryType, message, payload, offset, length };
    at = offset + length + payload.length;
    chunks ||= kind.payload === 'ghost' && message['chunks'] === true;
  }
}

function unknownMagic(source: ByteSource, magic: number, offset: number): CheckpointError {
  return notAnImage(source, `Unknown magic 0x${magic.toString(16)}`, offset);
}

function notAnImage(source: ByteSource, sentence: string, offset?: number): CheckpointError {
  const baseName = (source.place.member ?? source.place.file ?? '').split('/').at(-1) ?? '';
  const holds = describeRawFile(baseName);
  const hint =
    holds !== undefined
      ? `${baseName} holds ${holds}, not CRIU messages`
      : isTar(source)
        ? 'this is an archive; name an image in it as ARCHIVE:MEMBER'
        : 'not a CRIU image';
  const place = { ...source.place, ...(offset !== undefined && { offset }) };
  return new CheckpointError('invalid-image', sentence, place, hint);
}

/** Whether the magic of a tar header is where it should be. */
function isTar(source: ByteSource): boolean {
  return source.size >= 512 && Buffer.from(source.read(257, 5)).toString('latin1') === 'ustar';
}
