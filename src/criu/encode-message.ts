import { CheckpointError } from '../bytes/checkpoint-error.js';
import { asBytes, fail, type JsonObject } from './json-value.js';
import { messageFromJson } from './message-from-json.js';
import type { Message } from './message.js';
import { readMessage } from './read-message.js';
import { writeMessage } from './write-message.js';

/**
 * A message and its bytes, from crit's JSON of it. The bytes are those of `_wire`, as long as they
 * still say what the fields say: an edited field counts, and then the message is written anew.
 */
export function encodeMessage(
  type: string,
  json: JsonObject,
  path: string,
  bigEndian: boolean,
): { readonly message: Message; readonly bytes: Uint8Array } {
  const { _wire: wire, ...fields } = json;
  const message = messageFromJson(type, fields, path, bigEndian);
  const canonical = writeMessage(type, message);
  if (wire === undefined) return { message, bytes: canonical };
  const kept = asBytes(wire, `${path}._wire`);
  const unchanged = Buffer.compare(rewrite(type, kept, `${path}._wire`), canonical) === 0;
  return { message, bytes: unchanged ? kept : canonical };
}

function rewrite(type: string, wire: Uint8Array, path: string): Uint8Array {
  try {
    return writeMessage(type, readMessage(type, wire, {}));
  } catch (error) {
    if (error instanceof CheckpointError) fail(path, `is no ${type}: ${error.message}`);
    throw error;
  }
}
