import type { JsonObject } from './json-value.js';
import type { Messages } from './messages.generated.js';

/** The forms in which entries of a pagemap are written, told apart by fields whose numbers they share. */
export const PAGEMAP_ENTRIES = [
  'pagemap_entry',
  'pagemap_entry_in_blocks',
  'pagemap_entry_encrypted',
] as const satisfies readonly (keyof Messages)[];

type PagemapVariant = (typeof PAGEMAP_ENTRIES)[number];

export function isPagemapEntry(type: keyof Messages): boolean {
  return (PAGEMAP_ENTRIES as readonly string[]).includes(type);
}

/** Which message the bytes of an entry are. */
export function variantOfBytes(type: keyof Messages, bytes: Uint8Array): keyof Messages {
  return type === 'pagemap_entry' ? pagemapVariant(bytes) : type;
}

/** Which message the JSON of an entry is of. */
export function variantOfJson(type: keyof Messages, json: JsonObject): keyof Messages {
  if (type !== 'pagemap_entry') return type;
  if ('blocks' in json) return 'pagemap_entry_in_blocks';
  return 'crypto_tag' in json || 'crypto_nonce' in json ? 'pagemap_entry_encrypted' : type;
}

/**
 * Number 5 is bytes in encrypted entries only. Where 6 is there it is a list of sizes, with their sum as 7, or
 * else a message.
 */
function pagemapVariant(bytes: Uint8Array): PagemapVariant {
  let sixth: Uint8Array | undefined;
  let hasSum = false;
  for (const { number, wireType, content } of fieldsOf(bytes)) {
    if (number === 5 && wireType === 2) return 'pagemap_entry_encrypted';
    if (number === 6 && wireType === 2) sixth = content;
    hasSum ||= number === 7;
  }
  const isMessage = sixth !== undefined && !hasSum && isBlocks(sixth);
  return isMessage ? 'pagemap_entry_in_blocks' : 'pagemap_entry';
}

/** Whether all of it is fields that pagemap_blocks has. */
function isBlocks(bytes: Uint8Array): boolean {
  let length = 0;
  for (const { number, wireType, end } of fieldsOf(bytes)) {
    const fits = number === 1 ? wireType === 2 || wireType === 0 : number <= 3 && wireType === 0;
    if (!fits) return false;
    length = end;
  }
  return length === bytes.length;
}

interface RawField {
  readonly number: number;
  readonly wireType: number;
  readonly content: Uint8Array;
  readonly end: number;
}

/** The fields up to the first that is cut or of another kind than these messages have. */
function* fieldsOf(bytes: Uint8Array): Generator<RawField> {
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    if (tag === undefined) return;
    const wireType = tag.value & 7;
    const value = varint(bytes, tag.end);
    if (value === undefined || (wireType !== 0 && wireType !== 2)) return;
    const end = wireType === 0 ? value.end : value.end + value.value;
    if (end > bytes.length) return;
    yield { number: tag.value >>> 3, wireType, content: bytes.subarray(value.end, end), end };
    at = end;
  }
}

/** The low 31 bits count; larger numbers are neither tags nor lengths here. */
function varint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start, scale = 1; at < bytes.length && at < start + 10; at++, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}
