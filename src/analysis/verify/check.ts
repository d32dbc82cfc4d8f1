import type { MemoryView } from '../../model/memory/memory-view.js';

/**
 * What CRIU would do with it: refuse or fail, restore something that is not what was frozen, restore it as if
 * nothing were wrong; or nobody can say.
 */
export const RESTORES = ['fails', 'differs', 'works', 'unknown'] as const;

export type Restore = (typeof RESTORES)[number];

/** Something that does not fit together. */
export interface Failure {
  /** Image, process or member that it is about. */
  readonly subject: string;
  /** What is wrong, as a sentence without a subject where that goes without saying. */
  readonly problem: string;
  /** Where it is another than the check's. */
  readonly restore?: Restore;
}

/** One thing that has to hold in every checkpoint that is whole. */
export interface Check {
  readonly name: string;
  /** What holds when it passes, as a sentence. */
  readonly holds: string;
  /** What a failure means for whoever relies on the checkpoint, as a sentence. */
  readonly means: string;
  readonly restore: Restore;
  /** Why this checkpoint has nothing that could be checked; undefined where it has. */
  readonly skip?: (view: MemoryView) => string | undefined;
  readonly failures: (view: MemoryView) => Iterable<Failure>;
}

/** Images of a pre-dump are memory alone; a dump has its tree. */
export function skipPreDump({ checkpoint }: MemoryView): string | undefined {
  const { images } = checkpoint;
  const isPreDump = !images.has('pstree.img') && images.names(/^pagemap-\d+\.img$/).length > 0;
  return isPreDump && images.names(/^core-/).length === 0
    ? 'a pre-dump holds memory alone'
    : undefined;
}
