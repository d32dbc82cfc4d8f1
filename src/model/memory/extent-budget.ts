import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';

/** A memory of 100 GiB in which every other page was saved, gone through twice. */
const MAX_EXTENTS = 50_000_000;

/**
 * How many extents the questions to one checkpoint may go through. In a forged one a few thousand regions
 * that all show one segment of many thousand runs would make more of them than anyone can wait for.
 */
export class ExtentBudget {
  private left: number;

  constructor(
    private readonly place: Place,
    most = MAX_EXTENTS,
  ) {
    this.left = most;
  }

  take(): void {
    this.left -= 1;
    if (this.left >= 0) return;
    throw new CheckpointError('limit', 'its memory lies in too many runs of pages', this.place);
  }
}
