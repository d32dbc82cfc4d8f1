import type { TypedPattern } from '../../search/matching/pattern-set.js';

/**
 * What the check of a kind says.
 * - `valid`: a checksum, a decoding, a parser or a key schedule agrees
 * - `form`: it looks like one, and there is nothing more to check
 * - `invalid`: it looks like one and its check fails, as of one that is cut, altered or invented
 */
export const CHECKS = ['valid', 'form', 'invalid'] as const;

export type Check = (typeof CHECKS)[number];

/** A kind of secret: where one may begin, what one looks like, and what proves it. */
export interface SecretKind {
  /** As it is typed: `github-token`. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly describe: string;
  /** What the search engine looks for; the form is tried from there on. Short, so that it hides no other. */
  readonly starts: readonly TypedPattern[];
  /**
   * The whole. Its group `secret` is what is secret; without one, all of it. Characters are bytes, or code
   * units of UTF-16. It may look at what stands before.
   */
  readonly form: RegExp;
  /** Characters that are looked at from the start on; 512 without it. */
  readonly reach?: number;
  /** Undefined for what only looks like one. */
  readonly judge: (match: FormMatch) => Judgement | undefined;
}

export interface FormMatch {
  readonly secret: string;
  /** All that the form matched. */
  readonly whole: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

export interface Judgement {
  /** Characters of the secret, where only the check can tell them. */
  readonly length?: number;
  readonly check: Check;
  /** What the check told of it, never the secret itself. */
  readonly detail?: string;
  /** The same for the same secret, in whatever form it is written. */
  readonly identity?: string;
  /** Seconds since 1970 after which it counts no more. */
  readonly expires?: number;
  /** What is known of it by other finds: the certificate of a key. */
  readonly publicKey?: string;
  /** Not a secret, only what tells more of one. */
  readonly isCompanion?: true;
}

export const regexp = (text: string): TypedPattern => ({ kind: 'regexp', text });
export const hex = (text: string): TypedPattern => ({ kind: 'hex', text });

/** A kind of which nothing but the form can be checked. */
export function byForm(kind: Omit<SecretKind, 'judge'> & Partial<SecretKind>): SecretKind {
  return { judge: () => ({ check: 'form' }), ...kind };
}
