import type { Place } from '../../bytes/checkpoint-error.js';
import type { SparseMap } from '../../bytes/sparse-map.js';
import type { Limits } from '../limits.js';
import type { Member } from '../member.js';

/**
 * What the walk wants next. It reads nothing itself, so that the same rules hold for a file that is
 * read here and there and for a stream: whoever drives it answers a `read` with the bytes at that
 * offset of the tar, fewer only at its end, and an `entry` with anything. Offsets only ever ascend.
 */
type TarStep =
  | { readonly kind: 'read'; readonly offset: number; readonly length: number }
  | { readonly kind: 'entry'; readonly entry: TarEntry };

export type TarSteps<Result> = Generator<TarStep, Result, Uint8Array>;

export interface TarEntry {
  readonly member: Member;
  /** Where its stored bytes begin in the tar, and how many they are. */
  readonly start: number;
  readonly stored: number;
  /** Where the stored bytes belong if the file has holes. */
  readonly sparse?: SparseMap;
}

/** What a walk needs to know of the tar. */
export interface TarContext {
  readonly place: Place;
  readonly limits: Limits;
}
