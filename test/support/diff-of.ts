import { DEFAULT_LIMITS } from '../../src/archive/limits.js';
import type { Change } from '../../src/analysis/diff/change.js';
import {
  diffCheckpoints,
  type CheckpointDiff,
  type DiffOptions,
} from '../../src/analysis/diff/diff-checkpoints.js';
import { sideOf } from '../../src/analysis/diff/side.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';

export async function diffOf(
  before: Checkpoint,
  after: Checkpoint,
  options: DiffOptions = {},
): Promise<CheckpointDiff> {
  const [a, b] = [sideOf(before, {}, DEFAULT_LIMITS), sideOf(after, {}, DEFAULT_LIMITS)];
  return await diffCheckpoints(a, b, options);
}

/** Section, kind, PID, what, before, after: without the name of the process. */
export function rowsOf(changes: readonly Change[]) {
  return changes.map(({ section, kind, pid, what, before, after }) => [
    ...[section, kind, pid, what, before, after],
  ]);
}
