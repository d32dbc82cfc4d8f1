import type { FileRange, Gap } from '../../bytes/byte-source.js';
import type { BlockTable } from '../../bytes/packed/block-table.js';

/** Bytes that are looked at before a match: the code unit of UTF-32 before a whole word. */
export const LOOK_BEHIND = 4;

/** Bytes behind the beginning of a match that are looked at: those of the longest, and as many behind it. */
export function lookAhead(longestMatch: number): number {
  return longestMatch + LOOK_BEHIND;
}

/** What one thread searches at a time. It goes to other threads as it is. Offsets count from the job's beginning. */
export interface Job {
  readonly parts: readonly JobPart[];
  readonly runs: readonly JobRun[];
}

/** Bytes to be laid at `at`. */
export type JobPart =
  | (PartOfFile & { readonly kind: 'file'; readonly position: number })
  /** Those from `offset` on of what blocks make, which are stored from `position` on. */
  | (PartOfFile & {
      readonly kind: 'packed';
      readonly position: number;
      readonly offset: number;
      readonly table: BlockTable;
    })
  | {
      readonly kind: 'bytes';
      readonly at: number;
      readonly bytes: Uint8Array;
      /** Parts of them that are damaged, by their places in the job. */
      readonly gaps?: readonly Gap[];
    };

export interface PartOfFile {
  readonly at: number;
  readonly length: number;
  readonly file: FileRange['file'];
  /** What is read, for an error. */
  readonly name: string;
}

/** Bytes that belong together: matches begin from `from` on, before `until`, and may reach up to `end`. */
export interface JobRun {
  readonly start: number;
  readonly from: number;
  readonly until: number;
  readonly end: number;
}

export interface JobResult {
  /** Of each that was looked for. */
  readonly found: readonly JobFinds[];
  /** Where in the job bytes are damaged: nothing that touches them is a match. */
  readonly gaps: readonly Gap[];
}

export interface JobFinds {
  /** Of each match four numbers: its run, its offset in the job, its length, its branch. */
  readonly hits: Int32Array<ArrayBuffer>;
  /** The run in which there were too many to tell all; Infinity if these are all. */
  readonly stoppedIn: number;
}
