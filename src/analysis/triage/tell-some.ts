import type { Seen } from './finding.js';
import type { Suspect } from './suspect.js';

/** Findings of one rule in one process that are told one by one. */
const MOST = 24;

/** Of very many of one kind in a process the first, and then how many more there are. */
export function* tellSome(suspect: Suspect, what: string, all: Iterable<Seen>): Generator<Seen> {
  let count = 0;
  let first: Seen | undefined;
  for (const seen of all) {
    count += 1;
    if (count <= MOST) yield seen;
    else first ??= seen;
  }
  if (first === undefined) return;
  yield {
    ...first,
    subject: suspect.subject,
    because: `${count - MOST} more ${what}, the first at ${addressOf(first)}`,
  };
}

function addressOf({ evidence }: Seen): string {
  return `0x${(evidence[0]?.address ?? 0n).toString(16)}`;
}
