import type { Limits } from '../../archive/limits.js';
import type { Checkpoint } from '../../model/checkpoint.js';

/** Something that happened at a time that the checkpoint knows. */
export interface TimelineEvent {
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  /** What the time is of, in the words that plaso and Timesketch have for it. */
  readonly what: string;
  /** Which source told it. */
  readonly source: string;
  /** What happened, on one line or several; text of the archive. */
  readonly message: string;
  /** The member that told it, nested archives joined by a colon. */
  readonly member?: string;
  readonly pid?: number;
  /** Only counted from another time that the checkpoint tells, and no more exact than that. */
  readonly derived?: true;
  /** The file that the time is of: one object for all times of a file. */
  readonly file?: EventFile;
}

/** What a bodyfile tells of a file besides its times. */
export interface EventFile {
  /** Path in the container, or where it lies in the checkpoint. */
  readonly path: string;
  /** As the first letter of `ls -l`. */
  readonly type: string;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly size: number | bigint;
  readonly inode?: bigint;
}

/** Words for the times of files. */
export const FileTime = {
  modified: 'Content Modification Time',
  accessed: 'Last Access Time',
  changed: 'Metadata Modification Time',
  born: 'Creation Time',
} as const;

export interface TimelineContext {
  readonly checkpoint: Checkpoint;
  readonly limits: Limits;
}

/** A kind of events; it tells of damage by way of the checkpoint. */
export type EventSource = (
  context: TimelineContext,
) => Iterable<TimelineEvent> | AsyncIterable<TimelineEvent>;
