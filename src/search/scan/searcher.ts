import type { Branch } from '../matching/pattern-set.js';
import { JointSearcher, type SearchOptions } from './joint-searcher.js';
import type { Hit, Piece } from './piece.js';

/** Searches pieces for the same patterns, any number of times. */
export class Searcher {
  private readonly joint: JointSearcher;

  /** @param count threads besides this one, which start when there is enough to search */
  constructor(
    readonly branches: readonly Branch[],
    count: number,
  ) {
    this.joint = new JointSearcher([{ kind: 'patterns', branches }], count);
  }

  /** Starts the other threads now, because much will have to be searched. */
  startThreads(): void {
    this.joint.startThreads();
  }

  /**
   * Tells the matches in the order of the pieces and of their bytes, some thousand at a time.
   * @throws CheckpointError when bytes cannot be read, or a pattern takes too long
   */
  async *search<P extends Piece>(
    pieces: AsyncIterable<P> | Iterable<P>,
    options: SearchOptions,
  ): AsyncGenerator<readonly Hit<P>[]> {
    for await (const { hits } of this.joint.search(pieces, options)) yield hits;
  }

  close(): void {
    this.joint.close();
  }
}
