import { isAbsent, type Fact } from '../../model/absent.js';
import type { Seen, Severity } from './finding.js';
import type { Scene } from './scene.js';

/** One thing that triage looks for. It reads the scene and tells what it saw; it opens and prints nothing. */
export interface Rule {
  /** As it is typed: `hidden-elf`. */
  readonly id: string;
  /** What it looks for, in a few words. */
  readonly title: string;
  /** IDs of MITRE ATT&CK for Linux and Containers. */
  readonly techniques: readonly string[];
  /** What its findings can weigh. */
  readonly severities: readonly Severity[];
  /** How it is seen: from which facts of the checkpoint. */
  readonly looksFor: string;
  /** What looks the same and is innocent. */
  readonly innocent: string;
  /** How to make sure. */
  readonly confirm: string;
  look(scene: Scene, sight: Sight): Iterable<Seen> | AsyncIterable<Seen>;
}

/** What a rule could look at, and what it could not. */
export class Sight {
  private readonly reasons = new Set<string>();

  /** The fact; undefined where it is absent, which is noted: the rule did not see it. */
  of<T>(fact: Fact<T>, of?: string): T | undefined {
    if (!isAbsent(fact)) return fact;
    this.isBlind(of === undefined ? fact.absent : `${of}: ${fact.absent}`);
    return undefined;
  }

  isBlind(reason: string): void {
    this.reasons.add(reason);
  }

  /** What was not seen, each once. */
  get blind(): readonly string[] {
    return [...this.reasons];
  }
}
