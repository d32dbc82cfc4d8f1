import type { ImageKind } from './image-kinds.js';
import { asArray, asBytes, asObject, fail, type JsonObject } from './json-value.js';
import { messageFromJson } from './message-from-json.js';
import type { Message } from './message.js';
import { payloadSize, roundUp } from './payload.js';
import { wordBytes } from './word.js';
import { writeMessage } from './write-message.js';

/**
 * The bytes that follow an entry's message, from the `extra` of crit's JSON.
 * @throws CheckpointError `invalid-json` when it does not fit the sizes in the message
 */
export function* encodePayload(
  kind: ImageKind,
  type: string,
  message: Message,
  entry: JsonObject,
  path: string,
  bigEndian: boolean,
): Generator<Uint8Array> {
  const at = `${path}.extra`;
  const extra = entry['extra'];
  const size = payloadSize(kind, type, message);
  switch (size.kind) {
    case 'none':
      if (extra !== undefined) fail(at, `belongs to no ${type}`);
      return;
    case 'rest':
      yield asBytes(extra ?? '', at);
      return;
    case 'bytes': {
      const bytes = asBytes(extra ?? '', at);
      checkSize(bytes.length, size.size, at);
      yield bytes;
      yield padding(bytes.length, size.align, entry['_padding'], path);
      return;
    }
    case 'queues': {
      const queues = asObject(extra, at);
      for (const [key, expected] of [
        ['inq', size.receive],
        ['outq', size.send],
      ] as const) {
        const bytes = asBytes(queues[key], `${at}.${key}`);
        checkSize(bytes.length, expected, `${at}.${key}`);
        yield bytes;
      }
      return;
    }
    case 'semaphores': {
      const values = asArray(extra, at);
      checkSize(values.length, size.count, at, 'values');
      const bytes = semaphoreBytes(values, at, bigEndian);
      yield bytes;
      yield padding(bytes.length, 8, entry['_padding'], path);
      return;
    }
    case 'messages':
      yield* queueBytes(asArray(extra, at), size.count, at, bigEndian);
  }
}

function semaphoreBytes(values: readonly unknown[], path: string, bigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    if (typeof value !== 'bigint' || value < 0n || value > 0xffffn) {
      fail(`${path}[${index}]`, 'is no 16 bit value');
    }
    view.setUint16(2 * index, Number(value), !bigEndian);
  });
  return bytes;
}

/** Headers and contents stand in turn in one list. */
function* queueBytes(
  items: readonly unknown[],
  count: number,
  path: string,
  bigEndian: boolean,
): Generator<Uint8Array> {
  checkSize(items.length, 2 * count, path, 'items');
  for (let index = 0; index < items.length; index += 2) {
    const { _padding: rest, ...fields } = asObject(items[index], `${path}[${index}]`);
    const header = messageFromJson('ipc_msg', fields, `${path}[${index}]`, bigEndian);
    const headerBytes = writeMessage('ipc_msg', header);
    const bytes = asBytes(items[index + 1], `${path}[${index + 1}]`);
    checkSize(bytes.length, Number(header['msize'] ?? 0), `${path}[${index + 1}]`);
    yield wordBytes(headerBytes.length, bigEndian);
    yield headerBytes;
    yield bytes;
    yield padding(bytes.length, 8, rest, `${path}[${index}]`);
  }
}

function padding(size: number, align: number, kept: unknown, path: string): Uint8Array {
  const length = roundUp(size, align) - size;
  if (kept === undefined) return new Uint8Array(length);
  const bytes = asBytes(kept, `${path}._padding`);
  checkSize(bytes.length, length, `${path}._padding`);
  return bytes;
}

function checkSize(found: number, expected: number, path: string, unit = 'bytes'): void {
  if (found !== expected) fail(path, `has ${found} ${unit} where its message says ${expected}`);
}
