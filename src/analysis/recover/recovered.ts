import type { Limits } from '../../archive/limits.js';
import type { MemoryView } from '../../model/memory/memory-view.js';

/** What can be taken out of a checkpoint that is no plain member of it. */
export const RECOVER_KINDS = [
  'ghosts',
  'memfds',
  'shm',
  'tmpfs',
  'queues',
  'pcap',
  'executables',
  'files',
] as const;

export type RecoverKind = (typeof RECOVER_KINDS)[number];

/** Bytes and where in the file they belong. They count until the next part is asked for. */
export interface Part {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A part of the file of which there are no bytes. */
export interface MissingRange {
  readonly start: bigint;
  readonly end: bigint;
  /** As the end of a sentence. */
  readonly why: string;
}

export interface FileBytes {
  /** Bytes of the file, holes included: as many as the checkpoint says. Undefined where only writing tells it. */
  readonly size: number | bigint | undefined;
  /** Ascending, without overlap; what lies between them is a hole. */
  readonly parts: () => Iterable<Part> | AsyncIterable<Part>;
  /** What is not there although it should be: holes of the file. */
  readonly missing: readonly MissingRange[];
}

/** Where the bytes are from. */
export interface RecoverSource {
  readonly pids: readonly number[];
  readonly fd?: number;
  /** Of memory. */
  readonly address?: bigint;
  /** Member of the archive, and where in it the bytes begin. */
  readonly member?: string;
  readonly offset?: number;
}

/** Facts of a file that the checkpoint tells. */
export interface FileFacts {
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Nanoseconds since the epoch. */
  readonly mtimeNs?: bigint | undefined;
  readonly atimeNs?: bigint | undefined;
}

/** A file that can be written. */
export interface Recovered extends FileBytes {
  readonly kind: RecoverKind;
  /** Tells what it is; text of the archive, made safe for a file system where it is written. */
  readonly name: string;
  /** The same as a sentence would have it. */
  readonly what: string;
  readonly source: RecoverSource;
  readonly facts?: FileFacts;
  /** A program, whatever its first bytes say. */
  readonly isProgram?: true;
}

export interface RecoverContext {
  readonly view: MemoryView;
  readonly limits: Limits;
  /** Whether something that these processes had is wanted. */
  readonly wants: (pids: readonly number[]) => boolean;
}

/** A kind of files. What passes by can be read only until the next is asked for. */
export type RecoverFiles = (
  context: RecoverContext,
) => Iterable<Recovered> | AsyncIterable<Recovered>;
