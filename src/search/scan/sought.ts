import type { Branch } from '../matching/pattern-set.js';

/** What is looked for, of which one match hides those that begin within it. */
export type Sought =
  | { readonly kind: 'patterns'; readonly branches: readonly Branch[] }
  /** Expanded keys of AES, as ScheduleFinder finds them. */
  | { readonly kind: 'key-schedules' };

export function branchesOfAll(sought: readonly Sought[]): Branch[] {
  return sought.flatMap((each) => (each.kind === 'patterns' ? each.branches : []));
}
