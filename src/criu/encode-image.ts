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
import { encodeMessage } from './encode-message.js';
import { variantOfJson } from './entry-variants.js';
import type { Messages } from './messages.generated.js';
import { asArray, asObject, fail, type JsonObject } from './json-value.js';
import { parseJson } from './parse-json.js';
import { payloadSize } from './payload.js';
import { wordBytes } from './word.js';

const IMAGE_KEYS = new Set(['magic', 'entries', '_framing', '_byte_order']);

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
  const stranger = Object.keys(image).find((key) => !IMAGE_KEYS.has(key));
  if (stranger !== undefined) fail(stranger, 'is no key of an image');
  const bigEndian = isBigEndian(image['_byte_order']);
  const word = (value: number) => wordBytes(value, bigEndian);

  yield* header(kind, image['_framing']).map(word);
  let chunks = false;
  let full = false;
  for (const [index, value] of asArray(image['entries'], 'entries').entries()) {
    const path = `entries[${index}]`;
    if (full) fail(path, 'has no place: the contents before it take the rest of the image');
    const { extra, _padding, ...fields } = asObject(value, path);
    const type = chunks ? 'ghost_chunk_entry' : variantOfJson(messageType(kind, index), fields);
    const { message, bytes } = encodeMessage(type, fields, path, bigEndian);
    const size = payloadSize(kind, type, message);
    yield word(bytes.length);
    yield bytes;
    yield* encodePayload(size, { extra, padding: _padding }, path, bigEndian);
    chunks ||= kind.payload === 'ghost' && message['chunks'] === true;
    full = size.kind === 'rest';
  }
}

function isBigEndian(mark: unknown): boolean {
  if (mark !== undefined && mark !== 'big') fail('_byte_order', 'is not big');
  return mark === 'big';
}

function messageType(kind: ImageKind, index: number): keyof Messages {
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
