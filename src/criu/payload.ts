import { subSource, type ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { ImageKind } from './image-kinds.js';
import type { Message } from './message.js';
import { readMessage } from './read-message.js';
import { readWord } from './word.js';

/**
 * What follows an entry's message. `length` is what it takes in the file, `padding` included: CRIU
 * writes whole words and what it has in memory there, not always zeros.
 */
export type Payload =
  | { readonly kind: 'none'; readonly length: 0 }
  /** Bytes of a pipe, socket queue, shared segment, BPF map or ghost file. */
  | {
      readonly kind: 'bytes';
      readonly length: number;
      readonly bytes: ByteSource;
      readonly padding: Uint8Array;
    }
  /** tcp-stream: bytes received but not read, and bytes sent but not acknowledged. */
  | {
      readonly kind: 'queues';
      readonly length: number;
      readonly receive: ByteSource;
      readonly send: ByteSource;
    }
  /** ipcns-sem: one value for each semaphore of the set. */
  | {
      readonly kind: 'semaphores';
      readonly length: number;
      readonly values: readonly number[];
      readonly padding: Uint8Array;
    }
  /** ipcns-msg: the messages of the queue, oldest first. */
  | {
      readonly kind: 'messages';
      readonly length: number;
      readonly messages: readonly QueuedMessage[];
    };

export interface QueuedMessage {
  /** ipc_msg: type and size. */
  readonly header: Message;
  /** The header as it stands in the file. */
  readonly headerBytes: Uint8Array;
  readonly bytes: ByteSource;
  readonly padding: Uint8Array;
}

/** What an entry's message says of its payload, before a byte of that is read. */
export type PayloadSize =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly size: number; readonly align: number }
  /** All that is left of the image. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'queues'; readonly receive: number; readonly send: number }
  | { readonly kind: 'semaphores'; readonly count: number }
  | { readonly kind: 'messages'; readonly count: number };

/** Where the size of the payload stands in each kind of image. */
export function payloadSize(kind: ImageKind, type: string, message: Message): PayloadSize {
  const size = (name: string) => sizeField(message, name);
  switch (kind.payload) {
    case 'none':
      return { kind: 'none' };
    case 'sized':
      return sizedPayload(type, message);
    case 'ghost':
      if (type === 'ghost_chunk_entry') return { kind: 'bytes', size: size('len'), align: 1 };
      return { kind: message['chunks'] === true ? 'none' : 'rest' };
    case 'queues':
      return { kind: 'queues', receive: size('inq_len'), send: size('outq_len') };
    case 'semaphores':
      return { kind: 'semaphores', count: size('nsems') };
    case 'messages':
      return { kind: 'messages', count: size('qnum') };
  }
}

function sizedPayload(type: string, message: Message): PayloadSize {
  const size = (name: string) => sizeField(message, name);
  switch (type) {
    case 'pipe_data_entry':
      return { kind: 'bytes', size: size('bytes'), align: 1 };
    case 'sk_packet_entry':
      return { kind: 'bytes', size: size('length'), align: 1 };
    case 'bpfmap_data_entry':
      return { kind: 'bytes', size: size('keys_bytes') + size('values_bytes'), align: 1 };
    case 'ipc_shm_entry':
      // With in_pagemaps the contents lie in pagemap-shmem-ID and nothing follows here.
      if (message['in_pagemaps'] === true) return { kind: 'none' };
      return { kind: 'bytes', size: size('size'), align: 4 };
    default:
      throw new Error(`no payload is known for ${type}`);
  }
}

/**
 * Finds the payload that follows an entry's message. Contents stay where they are; only their extent
 * is checked.
 * @param at where it begins in the image
 * @throws CheckpointError `unexpected-eof` when the image is shorter than the message says
 */
export function readPayload(
  kind: ImageKind,
  type: string,
  message: Message,
  source: ByteSource,
  at: number,
  bigEndian: boolean,
): Payload {
  const size = payloadSize(kind, type, message);
  switch (size.kind) {
    case 'none':
      return { kind: 'none', length: 0 };
    case 'bytes':
      return { kind: 'bytes', ...padded(source, at, size.size, size.align) };
    case 'rest':
      return { kind: 'bytes', ...padded(source, at, source.size - at, 1) };
    case 'queues': {
      const receive = part(source, at, size.receive);
      const send = part(source, at + size.receive, size.send);
      return { kind: 'queues', length: size.receive + size.send, receive, send };
    }
    case 'semaphores': {
      const { bytes, ...rest } = padded(source, at, 2 * size.count, 8);
      return { kind: 'semaphores', values: readValues(bytes, bigEndian), ...rest };
    }
    case 'messages':
      return readQueue(size.count, source, at, bigEndian);
  }
}

/** Rounds up to a multiple of `align`. */
export function roundUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}

function readValues(bytes: ByteSource, bigEndian: boolean): number[] {
  const raw = bytes.read(0, bytes.size);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  return Array.from({ length: raw.length / 2 }, (_, index) =>
    view.getUint16(2 * index, !bigEndian),
  );
}

function readQueue(count: number, source: ByteSource, start: number, bigEndian: boolean): Payload {
  const messages: QueuedMessage[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    const headerLength = readWord(source, at, bigEndian);
    const place = { ...source.place, offset: at + 4 };
    const headerBytes = part(source, at + 4, headerLength).read(0, headerLength);
    const header = readMessage('ipc_msg', headerBytes, place);
    const size = sizeField(header, 'msize');
    at += 4 + headerLength;
    const { length, ...rest } = padded(source, at, size, 8);
    messages.push({ header, headerBytes, ...rest });
    at += length;
  }
  return { kind: 'messages', length: at - start, messages };
}

/** `size` bytes and what follows them up to a multiple of `align`; all of it must be there. */
function padded(
  source: ByteSource,
  at: number,
  size: number,
  align: number,
): { bytes: ByteSource; padding: Uint8Array; length: number } {
  const bytes = part(source, at, size);
  const length = roundUp(size, align);
  return { bytes, padding: part(source, at + size, length - size).read(0, length - size), length };
}

function part(source: ByteSource, at: number, size: number): ByteSource {
  if (at + size > source.size) {
    throw new CheckpointError(
      'unexpected-eof',
      `unexpected EOF: ${size} bytes are promised where ${source.size - at} are left`,
      { ...source.place, offset: at },
    );
  }
  return subSource(source, at, size, source.place);
}

function sizeField(message: Message, name: string): number {
  const value = message[name];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0;
}
