import { COMMON_MAGIC, SERVICE_MAGIC, type Framing, type ImageKind } from './image-kinds.js';
import type { Message } from './message.js';
import { wordBytes } from './word.js';
import { writeMessage } from './write-message.js';

/** The words that an image begins with. */
export function imageHeader(
  { magic }: ImageKind,
  framing: Framing,
  bigEndian: boolean,
): Uint8Array {
  const first = { 'v1.0': [], 'v1.1': [COMMON_MAGIC], service: [SERVICE_MAGIC] }[framing];
  return Buffer.concat([...first, magic].map((word) => wordBytes(word, bigEndian)));
}

/** An entry without contents behind it. */
export function imageEntry(type: string, message: Message, bigEndian: boolean): Uint8Array {
  const bytes = writeMessage(type, message);
  return Buffer.concat([wordBytes(bytes.length, bigEndian), bytes]);
}
