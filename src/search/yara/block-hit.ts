import type { Gap } from '../../bytes/byte-source.js';
import type { JobRun } from '../scan/job.js';
import type { EngineRule } from './engine-result.js';

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

/** What came of a job. */
export interface BlockResult {
  readonly hits: readonly BlockHit[];
  readonly gaps: readonly Gap[];
  /** What rules said by `console.log`, of equal blocks not each time. */
  readonly messages: readonly string[];
}

/** A match that ends so near to the end of what was read may end there for that reason alone. */
const NEAR_END = 4;

/**
 * What of a rule's matches is this block's to tell. In a part of a block that goes on, what begins before belongs
 * to the part before. What begins behind is told as well, as the next part may lack another pattern of the rule;
 * whoever joins the parts tells it once.
 * @param start and end of the bytes that were scanned
 * @returns undefined when nothing is: a rule without patterns asks about the beginning
 */
export function hitOf(
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
