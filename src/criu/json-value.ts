import { CheckpointError } from '../bytes/checkpoint-error.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Ends encoding: what stands at `path` of the JSON does not fit. */
export function fail(path: string, sentence: string): never {
  throw new CheckpointError('invalid-json', `${path} ${sentence}`);
}

/** @throws CheckpointError `invalid-json` when it is none */
export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as JsonObject;
  return fail(path, 'is not an object');
}

/** @throws CheckpointError `invalid-json` when it is none */
export function asArray(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : fail(path, 'is not a list');
}

/**
 * A text that stands for bytes: UTF-8, and U+DC80 to U+DCFF for bytes that are not (bytes/text.ts).
 * @throws CheckpointError `invalid-json` when it is none
 */
export function asText(value: unknown, path: string): string {
  if (typeof value !== 'string') return fail(path, 'is not a text');
  // With the `u` flag the class matches lone surrogates only, never the half of a pair.
  if (/[\ud800-\udc7f\udd00-\udfff]/u.test(value)) fail(path, 'has half of a surrogate pair');
  return value;
}

/** The bytes of a base64 text; line breaks in it do not count. */
export function asBytes(value: unknown, path: string): Uint8Array {
  const text = asText(value, path).replace(/\s/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    const hint = text.startsWith('...') ? ' (its payload was left out by --nopl)' : '';
    fail(path, `is not base64${hint}`);
  }
  return bytes;
}
