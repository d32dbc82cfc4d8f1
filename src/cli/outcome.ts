import type { Reports } from './reports.js';

/** What came of a question. */
export interface Outcome {
  /** Whether there is an answer; of a search, whether something was found. */
  readonly answered: boolean;
  /** What the answer lacks: an archive that cannot be opened, a damaged image, a process that is not there. */
  readonly damage: readonly unknown[];
  /** What one should know of an answer that is whole as far as the checkpoint goes. */
  readonly warnings: readonly string[];
  /** What is no fault of anything. */
  readonly notes: readonly string[];
  /** The exit code of an answer that the user asked to be told by it. */
  readonly exit?: number;
  /** Nothing of this is told; the exit code alone tells. */
  readonly silent?: boolean;
}

/** Exit codes of a command. */
export interface Exits {
  readonly answered: number;
  readonly unanswered: number;
  /** Part of the answer, or all of it, is missing. */
  readonly damaged: number;
  /** What the first two mean, as sentences, where they are not the same. */
  readonly means?: { readonly answered: string; readonly unanswered: string };
}

export const EXITS: Exits = { answered: 0, unanswered: 0, damaged: 1 };

/** As grep has them. */
export const SEARCH_EXITS: Exits = {
  ...{ answered: 0, unanswered: 1, damaged: 2 },
  means: { answered: 'Something was found.', unanswered: 'Nothing was found.' },
};

/** An outcome of which only what is unusual has to be named. */
export function outcome(parts: Partial<Outcome> = {}): Outcome {
  return { answered: true, damage: [], warnings: [], notes: [], ...parts };
}

/**
 * The one ending of every command: tells on standard error what there is to tell, and makes an exit code.
 * @param strict every warning counts as damage does
 */
export function finish(
  { answered, damage, warnings, notes, silent, exit }: Outcome,
  exits: Exits,
  strict: boolean,
  err: Reports,
): number {
  if (silent !== true) {
    notes.forEach((note) => {
      err.note(note);
    });
    warnings.forEach((warning) => {
      err.warning(warning);
    });
    once(damage).forEach((error) => {
      err.error(error);
    });
  }
  const counts = damage.length > 0 || (strict && warnings.length > 0);
  if (exit !== undefined) return exit;
  if (counts || err.isIncomplete) return exits.damaged;
  return answered ? exits.answered : exits.unanswered;
}

/** What several processes or archives lost something by is told once, and not beside what ended by it: `no tree: REASON`. */
function once(errors: readonly unknown[]): unknown[] {
  const told = new Map(errors.map((error) => [textOf(error), error]));
  for (const text of [...told.keys()]) {
    for (let at = text.indexOf(': '); at !== -1; at = text.indexOf(': ', at + 1)) {
      told.delete(text.slice(at + 2));
    }
  }
  return [...told.values()];
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
