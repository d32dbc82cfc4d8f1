import { memorySource } from '../bytes/byte-source.js';
import { oneDecimal } from '../bytes/one-decimal.js';
import { integerText } from './field-text.js';
import type { Image, ImageEntry } from './image.js';
import { defaultFraming } from './image-kinds.js';
import { formatAddress } from './ip-text.js';
import {
  Base64,
  indentation,
  jsonText,
  quote,
  separator,
  type Json,
  type JsonStyle,
} from './json-text.js';
import { UNKNOWN_FIELDS, type FieldValue, type Message, type UnknownField } from './message.js';
import type { Payload } from './payload.js';
import { encodeQuotedPrintable } from './quoted-printable.js';
import { enumDef, messageDef, type FieldDef } from './schema.js';
import { writeMessage } from './write-message.js';

export interface DecodeOptions {
  /** Indented, with flags, addresses, devices and addresses in memory as text: `crit show`. */
  readonly pretty: boolean;
  /** Tell only the size of payloads: `crit show --nopl`. */
  readonly nopl?: boolean;
}

/**
 * The JSON text of an image, in pieces, as CRIU's crit prints it (without a line break at the end).
 *
 * Keys of ours stand beside CRIU's only where there is something to keep that crit would lose:
 * `_unknown` (fields that protos/ does not know), `_wire` (a message whose bytes are not the ones
 * that CRIU would write for it), `_padding` (bytes that are not zero between entries), `_framing` and
 * `_byte_order` (images of other framing or of a big-endian host).
 */
export function* decodeImage(image: Image, options: DecodeOptions): Generator<string> {
  const style: JsonStyle = options.pretty ? 'indented' : 'compact';
  const newLine = indentation(style, 1);
  yield `{${newLine}"magic": ${quote(image.kind.name)}${separator(style)}${newLine}"entries": [`;
  let before = '';
  for (const entry of image.entries()) {
    yield before + indentation(style, 2);
    yield* jsonText(entryJson(image, entry, options), style, 2);
    before = separator(style);
  }
  yield before === '' ? ']' : `${newLine}]`;
  for (const [key, value] of Object.entries(marks(image))) {
    yield `${separator(style)}${newLine}${quote(key)}: ${quote(value)}`;
  }
  yield `${indentation(style, 0)}}`;
}

/** What the entries do not tell and encode must know. */
function marks(image: Image): Record<string, string> {
  return {
    ...(image.framing !== defaultFraming(image.kind) && { _framing: image.framing }),
    ...(image.bigEndian && { _byte_order: 'big' }),
  };
}

/** One entry as crit's JSON has it. */
export function entryJson(image: Image, entry: ImageEntry, options: DecodeOptions): Json {
  const context: Context = { pretty: options.pretty, bigEndian: image.bigEndian };
  const json = messageJson(entry.type, entry.message, context, false);
  addWire(json, entry.type, entry.message, image.messageBytes(entry));
  addPayload(json, image, entry.payload, options.nopl === true, context);
  return json;
}

interface Context {
  readonly pretty: boolean;
  readonly bigEndian: boolean;
}

function messageJson(
  type: string,
  message: Message,
  context: Context,
  hex: boolean,
): Record<string, Json> {
  const json: Record<string, Json> = {};
  for (const field of messageDef(type).fields) {
    const value = message[field.name];
    if (value === undefined) continue;
    json[field.name] = Array.isArray(value)
      ? listJson(field, value, context, hex)
      : valueJson(field, value, context, hex);
  }
  const unknown = message[UNKNOWN_FIELDS];
  if (unknown !== undefined) json['_unknown'] = unknown.map(unknownJson);
  return json;
}

function listJson(field: FieldDef, values: FieldValue[], context: Context, hex: boolean): Json {
  if (context.pretty && field.pretty.ipadd === true) {
    const address = formatAddress(values as number[], context.bigEndian);
    if (address !== undefined) return [address];
  }
  return values.map((value) => valueJson(field, value, context, hex));
}

function valueJson(field: FieldDef, value: FieldValue, context: Context, hex: boolean): Json {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) {
    return field.pretty.conv === 'unix_name' ? encodeQuotedPrintable(value) : base64(value);
  }
  if (typeof value === 'object') {
    return messageJson(field.reference, value, context, hex || field.pretty.hex === true);
  }
  if (field.type === 'enum') return enumDef(field.reference).byNumber.get(Number(value)) ?? value;
  return context.pretty ? integerText(field, value, hex) : value;
}

function unknownJson(field: UnknownField): Json {
  const { number, wireType, value } = field;
  return {
    number,
    wire_type: wireType,
    value: value instanceof Uint8Array ? base64(value) : value,
  };
}

function addPayload(
  json: Record<string, Json>,
  image: Image,
  payload: Payload,
  nopl: boolean,
  context: Context,
): void {
  if (payload.kind === 'none') return;
  if (nopl) {
    // crit drops the key of a ghost file's contents instead of telling their size.
    if (image.kind.payload !== 'ghost') json['extra'] = `... <${sizeText(contentSize(payload))}>`;
    return;
  }
  switch (payload.kind) {
    case 'bytes':
      json['extra'] = new Base64(payload.bytes);
      addPadding(json, payload.padding);
      break;
    case 'queues':
      json['extra'] = { inq: new Base64(payload.receive), outq: new Base64(payload.send) };
      break;
    case 'semaphores':
      json['extra'] = payload.values;
      addPadding(json, payload.padding);
      break;
    case 'messages':
      json['extra'] = payload.messages.flatMap((message) => {
        const header = messageJson('ipc_msg', message.header, context, false);
        addWire(header, 'ipc_msg', message.header, message.headerBytes);
        addPadding(header, message.padding);
        return [header, new Base64(message.bytes)];
      });
  }
}

/** Keeps the bytes of a message that writeMessage would not give back. */
function addWire(
  json: Record<string, Json>,
  type: string,
  message: Message,
  wire: Uint8Array,
): void {
  if (Buffer.compare(writeMessage(type, message), wire) !== 0) json['_wire'] = base64(wire);
}

function addPadding(json: Record<string, Json>, padding: Uint8Array): void {
  if (padding.some((byte) => byte !== 0)) json['_padding'] = base64(padding);
}

/** Bytes of contents, as --nopl counts them: without padding, message headers included. */
function contentSize(payload: Payload): number {
  switch (payload.kind) {
    case 'none':
      return 0;
    case 'bytes':
      return payload.bytes.size;
    case 'queues':
      return payload.receive.size + payload.send.size;
    case 'semaphores':
      return 2 * payload.values.length;
    case 'messages':
      return payload.messages.reduce(
        (sum, each) => sum + each.headerBytes.length + each.bytes.size,
        0,
      );
  }
}

function sizeText(size: number): string {
  let rest = size;
  for (const unit of ['', 'K', 'M', 'G', 'T', 'P', 'E']) {
    if (rest < 1024) return `${Number.isInteger(rest) ? rest : oneDecimal(rest)}${unit}B`;
    rest /= 1024;
  }
  return `${oneDecimal(rest)}ZB`;
}

function base64(bytes: Uint8Array): Base64 {
  return new Base64(memorySource(bytes, {}));
}
