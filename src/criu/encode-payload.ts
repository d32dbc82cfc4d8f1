import { encodeMessage } from './encode-message.js';
import { asArray, asBytes, asObject, fail } from './json-value.js';
import { roundUp, type PayloadSize } from './payload.js';
import { wordBytes } from './word.js';

/** What crit's JSON has of a payload. */
interface PayloadJson {
  readonly extra: unknown;
  readonly padding: unknown;
}

/**
 * The bytes that follow an entry's message, from the `extra` of crit's JSON.
 * @param size what the message says of it
 * @param entry where the entry stands, for errors
 * @throws CheckpointError `invalid-json` when it does not fit the sizes in the message
 */
export function* encodePayload(
  size: PayloadSize,
  { extra, padding: kept }: PayloadJson,
  entry: string,
  bigEndian: boolean,
): Generator<Uint8Array> {
  const at = `${entry}.extra`;
  if (kept !== undefined && size.kind !== 'bytes' && size.kind !== 'semaphores') {
    fail(`${entry}._padding`, 'has no place: nothing is padded here');
  }
  switch (size.kind) {
    case 'none':
      if (extra !== undefined) fail(at, 'has no place: no contents follow this entry');
      return;
    case 'rest':
      if (extra === undefined) fail(at, 'is missing (contents are left out by --nopl)');
      yield asBytes(extra, at);
      return;
    case 'bytes': {
      const bytes = asBytes(extra ?? '', at);
      checkSize(bytes.length, size.size, at);
      yield bytes;
      yield padding(bytes.length, size.align, kept, entry);
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
      yield padding(bytes.length, 8, kept, entry);
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
    const at = `${path}[${index}]`;
    const { _padding: kept, ...fields } = asObject(items[index], at);
    const header = encodeMessage('ipc_msg', fields, at, bigEndian);
    const bytes = asBytes(items[index + 1], `${path}[${index + 1}]`);
    checkSize(bytes.length, Number(header.message['msize'] ?? 0), `${path}[${index + 1}]`);
    yield wordBytes(header.bytes.length, bigEndian);
    yield header.bytes;
    yield bytes;
    yield padding(bytes.length, 8, kept, at);
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
