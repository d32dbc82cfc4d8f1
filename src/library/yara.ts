import { availableParallelism } from 'node:os';
import { SEARCH_KINDS, type SearchKind } from '../analysis/search/search-checkpoint.js';
import { findRules, type RuleReport } from '../analysis/yara/find-rules.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { findPart } from '../bytes/optional-part.js';
import type { ProcessChoice } from '../model/choose-processes.js';
import type { MemoryView } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import { messageText } from '../search/yara/message-text.js';
import { RuleScan } from '../search/yara/rule-scan.js';
import type { RuleMessage } from '../search/yara/rule-set.js';
import { wantedProcesses } from './wanted-processes.js';

/** A file of YARA rules; nothing is read for `include`. */
export interface YaraRules {
  readonly text: string;
  /** As messages name it; by default `rules`. */
  readonly name?: string;
  readonly namespace?: string;
}

export interface YaraOptions extends ProcessChoice {
  /** What is scanned; by default everything. */
  readonly kinds?: Iterable<SearchKind>;
  /** Only these regions of memory, and then nothing else. */
  readonly regions?: RegionFilter;
  /** Only rules with one of these tags. */
  readonly tags?: Iterable<string>;
  /** What conditions may ask for that no rule says. */
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  /** Matches of a string that are told, and counted, of one block; by default 10,000. */
  readonly maxMatches?: number;
  /** Milliseconds after which the rest is left, which `failure` tells. */
  readonly timeout?: number;
  /** At most; by default one a processor, four at most. Further ones start when there is much to scan. */
  readonly threads?: number;
}

export interface YaraReport extends RuleReport {
  /** What the compiler says of rules that it takes. */
  readonly warnings: readonly RuleMessage[];
}

const MAX_MATCHES = 10_000;

/**
 * The rules that match something.
 * @throws CheckpointError `usage` for rules that are wrong, `not-found` for a process that is not there, and
 * `unsupported` where the engine is not installed
 */
export async function scanWith(
  view: MemoryView,
  rules: string | readonly YaraRules[],
  options: YaraOptions,
): Promise<YaraReport> {
  const { tags, timeout, threads = Math.min(availableParallelism(), 4) } = options;
  const wanted = wantedProcesses(view, options);
  const given = typeof rules === 'string' ? [{ text: rules }] : rules;
  const files = given.map((each) => ({ name: 'rules', namespace: 'default', ...each }));
  const variables = Object.entries(options.variables ?? {});
  const scan = new RuleScan(
    {
      files,
      variables: variables.map(([name, value]) => ({ name, value })),
      mostMatches: options.maxMatches ?? MAX_MATCHES,
    },
    { engine: findPart('yara'), threads },
  );
  try {
    const { errors, warnings } = await scan.compile();
    if (errors.length > 0) throw new CheckpointError('usage', errors.map(messageText).join('; '));
    const report = await findRules(view, {
      ...{ scan, kinds: new Set(options.kinds ?? SEARCH_KINDS), filter: options.regions ?? {} },
      ...(tags !== undefined && { tags: new Set(tags) }),
      ...(timeout !== undefined && { timeout }),
      ...wanted,
    });
    return { ...report, warnings };
  } finally {
    scan.close();
  }
}
