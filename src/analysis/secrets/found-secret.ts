import type { Found, FoundSource } from '../search/found.js';
import type { Encoding } from '../../search/pattern/encodings.js';
import type { Check } from './secret-kind.js';

/** A secret with all places that it was found at. */
export interface FoundSecret {
  /** Name of the kind. */
  readonly kind: string;
  readonly check: Check;
  readonly detail: string;
  /** As it stands; of binary ones in hexadecimal. */
  readonly secret: string;
  /** SHA-256 of the public half, where it is a private key. */
  readonly publicKey?: string;
  /** Seconds since 1970 after which it counts no more. */
  readonly expires?: number;
  readonly places: readonly SecretPlace[];
  /** Places in all; of very many the first are kept. */
  readonly count: number;
}

export interface SecretPlace {
  /** Where it is, or the packed bytes that it is in. */
  readonly where: Found['where'];
  readonly encoding: Encoding;
  /** What has to be unpacked first. */
  readonly inside?: PackedAs;
  /** Where its bytes were read from; of packed ones, those of the whole. */
  readonly sources: readonly FoundSource[];
  readonly container?: string;
}

export type PackedAs = 'base64' | 'gzip' | 'zlib';
