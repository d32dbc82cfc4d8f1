import type { Found } from '../../analysis/search/found.js';
import { renderFound, renderFoundJson } from '../../render/found.js';
import { safeText } from '../../render/safe-text.js';
import { foundColors } from '../color.js';
import type { Output } from '../output.js';
import { UsageError } from '../usage-error.js';
import { aroundOf, type GrepValues, hasContext } from './grep-options.js';

/** Prints what is found in one archive after the other, as the options want it. */
export class GrepPrinter {
  foundAny = false;
  private archive = '';
  private count = 0;
  private readonly most: number;
  private readonly isQuiet: boolean;
  private readonly isListing: boolean;
  private readonly isCounting: boolean;
  /** Whether counts tell of which archive they are. */
  private readonly isNamed: boolean;

  constructor(
    private readonly options: GrepValues,
    private readonly output: Output,
    isOneOfMany: boolean,
  ) {
    const { maxCount: most = Infinity, format } = options;
    this.isQuiet = options.quiet;
    this.isListing = options.filesWithMatches;
    this.isCounting = options.count;
    this.isNamed = options.withFilename || (isOneOfMany && !options.noFilename);
    this.most = this.isQuiet || this.isListing ? Math.min(most, 1) : most;
    if (format === 'json' && (this.isListing || this.isCounting)) {
      throw new UsageError('--json does not go with --count or --files-with-matches');
    }
  }

  begin(archive: string): void {
    this.archive = archive;
    this.count = 0;
  }

  /** Whether it is enough to know how many there are. */
  get countsOnly(): boolean {
    return this.isQuiet || this.isListing || this.isCounting;
  }

  add(count: number): void {
    this.count += count;
    this.foundAny ||= count > 0;
  }

  async print(found: Found): Promise<void> {
    this.add(1);
    const { format, color } = this.options;
    if (format === 'json') {
      await this.output.write(renderFoundJson(this.archive, found, hasContext(this.options)));
    } else {
      const colors = await foundColors(this.output, color);
      const archive = this.options.noFilename ? undefined : this.archive;
      await this.output.write(renderFound(archive, found, aroundOf(this.options), colors));
    }
  }

  /** @param isSearched whether the archive could be opened at all; a count of nothing is no answer */
  async end(isSearched: boolean): Promise<void> {
    const name = safeText(this.archive);
    if (this.isQuiet) return;
    if (this.isListing && this.count > 0) await this.output.write(`${name}\n`);
    if (this.isCounting && !this.isListing && isSearched) {
      await this.output.write(this.isNamed ? `${name}:${this.count}\n` : `${this.count}\n`);
    }
  }

  /** How many more of this archive are wanted. */
  get missing(): number {
    return Math.max(this.most - this.count, 0);
  }

  /** Of all. */
  get isDone(): boolean {
    return this.isQuiet && this.foundAny;
  }
}
