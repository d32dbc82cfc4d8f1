import { isAbsent } from '../../model/absent.js';
import type { Change, ChangeKind, SectionChanges } from './change.js';
import type { FactTexts } from './fact-texts.js';

/** Where a change is, before it is known what it is. */
export type Subject = Pick<Change, 'section' | 'pid' | 'comm'> & {
  /** Stands before the name of the fact: `descriptor 3`. */
  readonly what?: string;
};

/** Of what has ended there is nothing to compare, and its state tells so. */
const ENDED = 'the process has ended';

/**
 * A change for each part that differs, in the order of the facts. A fact that only one of the two tells is no
 * change: what the other had is unknown.
 */
export function compareFacts(
  before: FactTexts,
  after: FactTexts,
  subject: Subject,
): SectionChanges {
  const changes: Change[] = [];
  const unknown: string[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)];
    if (isAbsent(was) || isAbsent(is)) {
      if (isAbsent(was) && isAbsent(is)) continue;
      const why = isAbsent(was) ? was.absent : isAbsent(is) ? is.absent : '';
      if (why !== ENDED) unknown.push(`${placeOf(subject, name)} cannot be compared: ${why}`);
      continue;
    }
    for (const { part, ...change } of compareTexts(was ?? NONE, is ?? NONE)) {
      const { what, ...where } = subject;
      changes.push({ ...where, what: joined(what, name, part), ...change });
    }
  }
  return { changes, unknown };
}

const NONE: ReadonlyMap<string, string> = new Map();

interface TextChange {
  readonly kind: ChangeKind;
  readonly part: string;
  readonly before?: string;
  readonly after?: string;
}

/** What was there before comes first, in its order. */
export function* compareTexts(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Generator<TextChange> {
  for (const [part, was] of before) {
    const is = after.get(part);
    if (is === undefined) yield { kind: '-', part, before: was };
    else if (is !== was) yield { kind: '~', part, before: was, after: is };
  }
  for (const [part, is] of after) {
    if (!before.has(part)) yield { kind: '+', part, after: is };
  }
}

function placeOf({ pid, what }: Subject, name: string): string {
  return joined(pid === undefined ? undefined : `PID ${pid}:`, what ?? '', name);
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}
