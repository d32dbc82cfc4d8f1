import type { Encoding } from '../../search/pattern/encodings.js';
import type { PackedAs, SecretPlace } from '../secrets/found-secret.js';
import type { Check } from '../secrets/secret-kind.js';
import type { Found } from '../search/found.js';
import type { SearchedExtent } from '../search/searched-extent.js';

/** Something that is to be overwritten at one place. */
export interface Overwritten {
  /** A kind of `secrets`, `environment`, `pattern`, or `copy` of a secret that was found elsewhere by its form. */
  readonly kind: string;
  readonly check?: Check;
  readonly secret: string;
  readonly encoding: Encoding;
  /** Set where the bytes are packed: all of them are overwritten. */
  readonly inside?: PackedAs;
  readonly where: Found['where'];
  readonly sources: SecretPlace['sources'];
  /** The bytes. */
  readonly extents: readonly SearchedExtent[];
}
