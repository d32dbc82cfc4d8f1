import { Spool } from '../../archive/spool.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import type { RuleScan, ScanOptions } from '../../search/yara/rule-scan.js';
import { SearchedPieces, type SearchedParts } from '../search/search-checkpoint.js';
import { CollectedHits } from './collect-hits.js';
import { EqualPieces } from './equal-pieces.js';
import type { RuleHit } from './rule-hit.js';
import { scannedPieces } from './scanned-pieces.js';

export interface RuleQuestion extends SearchedParts, Pick<ScanOptions, 'onBytes' | 'timeout'> {
  readonly scan: RuleScan;
  /** Only rules with one of these tags; undefined for all. */
  readonly tags?: ReadonlySet<string>;
}

export interface RuleReport {
  readonly hits: readonly RuleHit[];
  /** What rules said by `console.log`, each once. */
  readonly messages: readonly string[];
  /** What ended the scan before it was over. */
  readonly failure?: CheckpointError;
}

/** Messages of rules that are told of a checkpoint. */
const MOST_MESSAGES = 1000;

/** The rules that match something of a checkpoint: each of its blocks of memory, and each of its places. */
export async function findRules(view: MemoryView, question: RuleQuestion): Promise<RuleReport> {
  const spool = new Spool();
  const programSpool = new Spool();
  const searched = new SearchedPieces(view, question, spool);
  const equal = new EqualPieces();
  const collected = new CollectedHits(view, searched, equal);
  const messages = new Set<string>();
  const onMessage = (message: string) => {
    if (messages.size < MOST_MESSAGES) messages.add(message);
  };
  const all = async function* () {
    for await (const piece of scannedPieces(view, searched, question, programSpool)) {
      if (!equal.isKnown(piece)) yield piece;
    }
  };
  try {
    for await (const hit of question.scan.scan(all(), { ...question, onMessage })) {
      const { tags } = question;
      if (tags === undefined || hit.rule.tags.some((tag) => tags.has(tag))) collected.add(hit);
    }
    return { hits: collected.all(), messages: [...messages] };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return { hits: collected.all(), messages: [...messages], failure: error };
  } finally {
    spool.close();
    programSpool.close();
  }
}
