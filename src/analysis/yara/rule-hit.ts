import type { RuleFacts } from '../../search/yara/block-hit.js';
import type { Found } from '../search/found.js';

/** That a rule matches something, once for all who have it. */
export interface RuleHit {
  readonly rule: RuleFacts;
  /** Where its first match is; of a rule without strings, where the block begins. */
  readonly where: RuleWhere;
  /** Processes that have the same memory. */
  readonly pids: readonly number[];
  readonly matches: readonly StringMatch[];
  /** Strings of which there may be more matches than are told. */
  readonly cut: readonly string[];
}

/** A match of one of the rule's strings. */
export interface StringMatch {
  readonly rule: RuleFacts;
  /** `$a` */
  readonly identifier: string;
  readonly where: RuleWhere;
  readonly pids: readonly number[];
  readonly length: number;
  /** Its first bytes. */
  readonly bytes: Uint8Array;
  /** Where they were read from. */
  readonly sources: Found['sources'];
}

export type RuleWhere = Found['where'] | FoundInProgram;

/** In a program that lies in memory, put together again as a file. */
export interface FoundInProgram {
  readonly kind: 'program';
  /** As `recover` names its file. */
  readonly name: string;
  /** Offset in that file. */
  readonly at: number;
}
