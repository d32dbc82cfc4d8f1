import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import { encodePayload } from './encode-payload.js';
import {
  COMMON_MAGIC,
  defaultFraming,
  findKindByName,
  SERVICE_MAGIC,
  type Framing,
  type ImageKind,
} from './image-kinds.js';
import { asArray, asBytes, asObject, fail, type JsonObject } from './json-value.js';
import { messageFromJson } from './message-from-json.js';
import { parseJson } from './parse-json.js';
import { readMessage } from './read-message.js';
import { wordBytes } from './word.js';
import { writeMessage } from './write-message.js';

/** Keys of an entry that are not fields of its message. */
const ENTRY_KEYS = new Set(['extra', '_wire', '_padding']);

const FRAMINGS: readonly Framing[] = ['v1.0', 'v1.1', 'service'];

/**
 * The bytes of an image, in pieces, from what decodeImage or CRIU's crit printed, plain or pretty.
 * @param place what to name in errors
 * @throws CheckpointError `invalid-json` naming the key that does not fit
 */
export function* encodeImage(text: string, place: Place): Generator<Uint8Array> {
  try {
    yield* encode(asObject(parseJson(text), 'the image'));
  } catch (error) {
    throw error instanceof CheckpointError ? error.at(place) : error;
  }
}

function* encode(image: JsonObject): Generator<Uint8Array> {
  const name = image['magic'];
  const kind = typeof name === 'string' ? findKindByName(name) : undefined;
  if (kind === undefined) fail('magic', 'is none of the names of CRIU images');
  const bigEndian = image['_byte_order'] === 'big';
  const word = (value: number) => wordBytes(value, bigEndian);

  yield* header(kind, image['_framing']).map(word);
  let chunks = false;
  for (const [index, value] of asArray(image['entries'], 'entries').entries()) {
    const path = `entries[${index}]`;
    const entry = asObject(value, path);
    const type = chunks ? 'ghost_chunk_entry' : messageType(kind, index);
    const fields = Object.fromEntries(
      Object.entries(entry).filter(([key]) => !ENTRY_KEYS.has(key)),
    );
    const message = messageFromJson(type, fields, path, bigEndian);
    const canonical = writeMessage(type, message);
    const bytes = originalBytes(type, entry['_wire'], canonical, path) ?? canonical;
    yield word(bytes.length);
    yield bytes;
    yield* encodePayload(kind, type, message, entry, path, bigEndian);
    chunks ||= kind.payload === 'ghost' && message['chunks'] === true;
  }
}

function messageType(kind: ImageKind, index: number): string {
  return index === 0 ? (kind.firstMessage ?? kind.message) : kind.message;
}

function header(kind: ImageKind, mark: unknown): number[] {
  const framing =
    mark === undefined ? defaultFraming(kind) : FRAMINGS.find((each) => each === mark);
  switch (framing) {
    case 'v1.0':
      return [kind.magic];
    case 'v1.1':
      return [COMMON_MAGIC, kind.magic];
    case 'service':
      return [SERVICE_MAGIC, kind.magic];
    case undefined:
      return fail('_framing', `is none of ${FRAMINGS.join(', ')}`);
  }
}

/**
 * The bytes of `_wire`, as long as they still say what the fields say: an edited field counts, and
 * then the message is written anew.
 */
function originalBytes(
  type: string,
  wire: unknown,
  canonical: Uint8Array,
  path: string,
): Uint8Array | undefined {
  if (wire === undefined) return undefined;
  const bytes = asBytes(wire, `${path}._wire`);
  const unchanged =
    Buffer.compare(writeMessage(type, readMessage(type, bytes, {})), canonical) === 0;
  return unchanged ? bytes : undefined;
}
