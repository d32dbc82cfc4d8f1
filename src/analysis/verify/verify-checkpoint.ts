import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { reasonOf } from '../../model/damage.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import type { Reads } from '../../model/reads.js';
import { CHECKS } from './all-checks.js';
import type { Check, Failure, Restore } from './check.js';

export const reads: Reads = ['pages'];

/** What came of one check: of a failed one a row for each thing that is wrong. */
export interface Verification {
  readonly check: string;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  /** What holds, what is wrong, or why nothing could be checked. */
  readonly detail: string;
  /** Of a failure: what it is about, what it means, and what CRIU would do. */
  readonly subject?: string;
  readonly means?: string;
  readonly restore?: Restore;
}

/** Failures of one check that are told one by one; of a forged checkpoint there may be any number. */
const MAX_FAILURES = 100;

/** Whether the parts of a checkpoint fit together. */
export function verifyCheckpoint(view: MemoryView, checks = CHECKS): Verification[] {
  return checks.flatMap((check) => verifyOne(view, check));
}

function verifyOne(view: MemoryView, check: Check): Verification[] {
  const { name, holds, skip } = check;
  try {
    const reason = skip?.(view);
    if (reason !== undefined) return [{ check: name, outcome: 'skipped', detail: reason }];
    const failures = [...firstOf(check.failures(view))];
    if (failures.length === 0) return [{ check: name, outcome: 'ok', detail: holds }];
    return failures.map((failure) => failed(check, failure));
  } catch (error) {
    // What is damaged so that nothing can be checked is told by the last check.
    if (!(error instanceof CheckpointError)) throw error;
    view.checkpoint.damage.add(error);
    return [{ check: name, outcome: 'skipped', detail: reasonOf(error) }];
  }
}

function* firstOf(failures: Iterable<Failure>): Generator<Failure> {
  let count = 0;
  for (const failure of failures) {
    if (++count > MAX_FAILURES) {
      yield { subject: 'checkpoint', problem: `more than ${MAX_FAILURES} such failures` };
      return;
    }
    yield failure;
  }
}

function failed({ name, means, restore }: Check, failure: Failure): Verification {
  const { subject, problem } = failure;
  return {
    check: name,
    outcome: 'failed',
    detail: problem,
    subject,
    means,
    restore: failure.restore ?? restore,
  };
}
