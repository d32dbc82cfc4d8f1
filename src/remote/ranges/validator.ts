import type { HttpAnswer } from '../http/exchange.js';

/** What tells that something has not changed (RFC 9110, 8.8). */
export interface Validator {
  readonly etag?: string;
  readonly lastModified?: string;
}

export function validatorOf({ headers }: HttpAnswer): Validator {
  const { etag, 'last-modified': lastModified } = headers;
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
}

/** Asks for the whole in place of a range once it has changed. A weak one proves nothing about bytes. */
export function ifUnchanged({ etag, lastModified }: Validator): Record<string, string> {
  const strong = etag !== undefined && !etag.startsWith('W/') ? etag : undefined;
  const value = strong ?? (etag === undefined ? lastModified : undefined);
  return value === undefined ? {} : { 'if-range': value };
}

export function isSame(a: Validator, b: Validator): boolean {
  if (a.etag !== undefined && b.etag !== undefined) return a.etag === b.etag;
  return a.lastModified === b.lastModified || b.lastModified === undefined;
}

/** To be kept as a text. */
export function textOf({ etag, lastModified }: Validator): string | undefined {
  return etag ?? lastModified;
}
