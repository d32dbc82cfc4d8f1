import type { Absent } from '../../model/absent.js';

/** What a change is about, in the order in which changes are told. */
export const SECTIONS = [
  'container',
  'mounts',
  'network',
  'processes',
  'threads',
  'regions',
  'memory',
  'descriptors',
  'sockets',
  'files',
  'secrets',
  'findings',
] as const;

export type Section = (typeof SECTIONS)[number];

/** `+` is new, `-` is gone, `~` is another than it was. */
export const KINDS = ['+', '-', '~'] as const;

export type ChangeKind = (typeof KINDS)[number];

/** One difference between a checkpoint and the one before it. */
export interface Change {
  readonly section: Section;
  readonly kind: ChangeKind;
  /** Process that it is about, as in the later of the two that has it. */
  readonly pid?: number;
  readonly comm?: string | Absent;
  /** The thing that changed: `limits RLIMIT_NOFILE`, `descriptor 3`. */
  readonly what: string;
  /** What it was; undefined for what is new. */
  readonly before?: string;
  /** What it is; undefined for what is gone. */
  readonly after?: string;
  /** The lines of a text file that changed, as diff -u prints them. */
  readonly patch?: string;
}

/** Changes of one section, and what of it could not be compared. */
export interface SectionChanges {
  readonly changes: readonly Change[];
  /** Sentences. */
  readonly unknown: readonly string[];
}

export const NOTHING: SectionChanges = { changes: [], unknown: [] };

export function joinChanges(parts: readonly SectionChanges[]): SectionChanges {
  return {
    changes: parts.flatMap(({ changes }) => changes),
    unknown: parts.flatMap(({ unknown }) => unknown),
  };
}
