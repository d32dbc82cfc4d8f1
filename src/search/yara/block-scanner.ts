import type { Gap } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { aroundGaps } from '../../bytes/read-into.js';
import type { Job, JobRun } from '../scan/job.js';
import { PartReader } from '../scan/part-reader.js';
import { compileRules } from './compile-rules.js';
import type { BlockFinder, EngineRule, Rules, YaraEngine } from './engine.js';
import { KnownBlocks } from './known-blocks.js';
import type { CompileReport, RuleSet } from './rule-set.js';

/** A rule, as it was written. */
export interface RuleFacts {
  readonly identifier: string;
  readonly namespace: string;
  readonly tags: readonly string[];
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
}

/** That a rule matches a block. Offsets count from the beginning of the job. */
export interface BlockHit {
  /** Number of the run. */
  readonly run: number;
  readonly rule: RuleFacts;
  readonly patterns: readonly {
    readonly identifier: string;
    /** Of each match two numbers: where it begins, and its length. */
    readonly matches: Float64Array;
    /** Whether there may be more. */
    readonly isCut: boolean;
  }[];
}

export interface BlockResult {
  readonly hits: readonly BlockHit[];
  readonly gaps: readonly Gap[];
}

/** A match that ends so near to the end of what was read may end there for that reason alone. */
const NEAR_END = 4;

/** Lays the blocks of jobs and scans them, in one thread. */
export class BlockScanner {
  readonly report: CompileReport;
  private readonly rules: Rules | undefined;
  private readonly finder: BlockFinder | undefined;
  private readonly mostMatches: number;
  private readonly parts = new PartReader();
  private readonly known = new KnownBlocks();
  private buffer = new Uint8Array(0);

  constructor(engine: YaraEngine, set: RuleSet) {
    const { rules, ...report } = compileRules(engine, set);
    this.report = report;
    this.rules = rules;
    this.finder = rules?.scanner();
    this.mostMatches = set.mostMatches;
    // One more than is told, to know whether there are more.
    this.finder?.setMaxMatchesPerPattern(set.mostMatches + 1);
  }

  /** @throws CheckpointError when bytes cannot be read, or the engine gives up */
  scan(job: Job): BlockResult {
    const hits: BlockHit[] = [];
    const gaps: Gap[] = [];
    for (const [number, run] of job.runs.entries()) {
      const bytes = this.room(run.end - run.start);
      const lost = this.load(job, run, bytes);
      gaps.push(...lost);
      for (const { start, end, isLost } of aroundGaps({ start: run.start, end: run.end }, lost)) {
        if (isLost) continue;
        const block = bytes.subarray(start - run.start, end - run.start);
        for (const rule of this.known.find(block, (bytes) => this.find(bytes))) {
          const hit = hitOf(rule, run, start, end, this.mostMatches);
          if (hit !== undefined) hits.push({ run: number, ...hit });
        }
      }
    }
    return { hits, gaps };
  }

  close(): void {
    this.parts.close();
    this.finder?.free();
    this.rules?.free();
  }

  /** The same memory again and again; the largest block is bounded. */
  private room(size: number): Uint8Array {
    if (this.buffer.length < size) this.buffer = new Uint8Array(size);
    return this.buffer.subarray(0, size);
  }

  private load({ parts }: Job, run: JobRun, bytes: Uint8Array): Gap[] {
    const lost: Gap[] = [];
    for (const part of parts) {
      const length = part.kind === 'bytes' ? part.bytes.length : part.length;
      const start = Math.max(part.at, run.start);
      const end = Math.min(part.at + length, run.end);
      if (start >= end) continue;
      const target = bytes.subarray(start - run.start, end - run.start);
      for (const gap of this.parts.lay(part, start, target)) {
        lost.push({ start: Math.max(gap.start, start), end: Math.min(gap.end, end) });
      }
    }
    return lost;
  }

  private find(block: Uint8Array): readonly EngineRule[] {
    const { finder } = this;
    if (finder === undefined) return [];
    let found;
    try {
      found = finder.scan(block);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CheckpointError('unsupported', `the YARA engine failed: ${why}`);
    }
    if (!found.valid) {
      throw new CheckpointError(
        'unsupported',
        `the YARA engine failed: ${found.errors.join('; ')}`,
      );
    }
    return found.matches.filter(({ isPrivate }) => !isPrivate);
  }
}

/**
 * What of a rule's matches is this block's to tell. In a part of a block that goes on, what begins before belongs
 * to the part before. What begins behind is told as well, as the next part may lack another pattern of the rule;
 * whoever joins the parts tells it once.
 * @param start and end of the bytes that were scanned
 * @returns undefined when nothing is: a rule without patterns asks about the beginning
 */
function hitOf(
  { identifier, namespace, tags, metadata, patterns }: EngineRule,
  run: JobRun,
  start: number,
  end: number,
  mostMatches: number,
): Omit<BlockHit, 'run'> | undefined {
  const goesOn = end === run.end && run.end > run.until;
  const told = patterns
    .filter((pattern) => !pattern.isPrivate)
    .map(({ identifier, matches }) => {
      const own = matches.slice(0, mostMatches).filter(({ offset, length }) => {
        const at = start + offset;
        if (at < run.from) return false;
        return at < run.until || !goesOn || at + length <= end - NEAR_END;
      });
      return {
        identifier,
        matches: Float64Array.from(own.flatMap(({ offset, length }) => [start + offset, length])),
        isCut: matches.length > mostMatches,
      };
    });
  const isFirst = run.start === run.from || start > run.start;
  if (!isFirst && told.every(({ matches }) => matches.length === 0)) return undefined;
  return {
    rule: {
      ...{ identifier, namespace, tags },
      metadata: metadata.map(({ identifier: name, value }) => ({ name, value: String(value) })),
    },
    patterns: told,
  };
}
