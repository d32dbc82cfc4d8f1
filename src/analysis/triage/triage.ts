import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { reasonOf } from '../../model/damage.js';
import type { Reads } from '../../model/reads.js';
import { compareFindings, type Finding } from './finding.js';
import { Sight, type Rule } from './rule.js';
import type { Scene } from './scene.js';

/** Memory, the files of the container, and CRIU's images. */
export const reads: Reads = ['pages', 'rootfs', 'tmpfs', 'shm', 'volumes'];

export interface TriageReport {
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** What was looked at. */
  readonly looked: readonly RuleLook[];
}

/** How far a rule could look. */
export interface RuleLook {
  readonly rule: string;
  readonly findings: number;
  /** What it could not see, and why: empty for one that saw all that it looks at. */
  readonly blind: readonly string[];
}

/** Asks each rule. One that meets damage has told what it saw before, and that it saw no more. */
export async function triage(scene: Scene, rules: readonly Rule[]): Promise<TriageReport> {
  const findings: Finding[] = [];
  const looked: RuleLook[] = [];
  for (const rule of rules) {
    const { id, title, techniques } = rule;
    const sight = new Sight();
    const before = findings.length;
    try {
      for await (const seen of rule.look(scene, sight)) {
        findings.push({ rule: id, title, techniques, ...seen });
      }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      sight.isBlind(reasonOf(error));
    }
    looked.push({ rule: id, findings: findings.length - before, blind: sight.blind });
  }
  return { findings: findings.sort(compareFindings), looked };
}
