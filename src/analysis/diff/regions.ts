import { isAbsent } from '../../model/absent.js';
import type { Change, SectionChanges } from './change.js';
import type { PairMemory } from './pair-memory.js';
import type { RegionLook, Stretch } from './stretches.js';

/** Regions that are new, gone, grown or shrunk, and those with other permissions or another backing. */
export function regionChanges(pairs: Iterable<PairMemory>): SectionChanges {
  const changes: { readonly change: Change; readonly isNowExecutable: boolean }[] = [];
  const unknown: string[] = [];
  for (const { pair, stretches } of pairs) {
    const { pid, comm } = pair.after;
    if (isAbsent(stretches)) {
      unknown.push(`PID ${pid}: regions cannot be compared: ${stretches.absent}`);
      continue;
    }
    for (const group of groupsOf(stretches)) {
      const told = changeOf(group);
      if (told === undefined) continue;
      changes.push({
        change: { section: 'regions', pid, comm, ...told },
        isNowExecutable: group.some(isNowExecutable),
      });
    }
  }
  // What can be run now and could not before is what to look at first.
  const first = changes.filter((each) => each.isNowExecutable);
  const rest = changes.filter((each) => !each.isNowExecutable);
  return { changes: [...first, ...rest].map(({ change }) => change), unknown };
}

function isNowExecutable({ before, after }: Stretch): boolean {
  return after?.isExecutable === true && before?.isExecutable !== true;
}

/**
 * Stretches that are told together: one that became another thing by itself; otherwise all that touch and are of one
 * region, which then is what it was, or grew, or shrank.
 */
function* groupsOf(stretches: readonly Stretch[]): Generator<readonly Stretch[]> {
  let group: Stretch[] = [];
  for (const next of stretches) {
    const last = group.at(-1);
    const isOne =
      last?.end === next.start && keyOf(last) !== undefined && keyOf(last) === keyOf(next);
    if (isOne) group.push(next);
    else {
      if (group.length > 0) yield group;
      group = [next];
    }
  }
  if (group.length > 0) yield group;
}

/** Undefined for a stretch that is one thing before and another after. */
function keyOf({ before, after }: Stretch): string | undefined {
  if (before !== undefined && after !== undefined && before.key !== after.key) return undefined;
  return (before ?? after)?.key;
}

function changeOf(
  group: readonly Stretch[],
): Pick<Change, 'kind' | 'what' | 'before' | 'after'> | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const { before, after } = first;
  if (before !== undefined && after !== undefined && before.key !== after.key) {
    return {
      kind: '~',
      what: `${rangeOf(first)} ${wordsOf(before, after)}`,
      ...textsOf(before, after),
    };
  }
  const look = before ?? after;
  if (look === undefined) return undefined;
  const [were, are] = [
    group.filter((each) => each.before !== undefined),
    group.filter((each) => each.after !== undefined),
  ];
  const name = nameOf(look);
  if (were.length === 0) return { kind: '+', what: `region ${name}`, after: placeOf(are, look) };
  if (are.length === 0) return { kind: '-', what: `region ${name}`, before: placeOf(were, look) };
  const [was, is] = [placeOf(were, look), placeOf(are, look)];
  return was === is ? undefined : { kind: '~', what: `region ${name}`, before: was, after: is };
}

/** What is another there than it was. */
function wordsOf(before: RegionLook, after: RegionLook): string {
  const isSameBacking = before.name === after.name && before.shift === after.shift;
  if (isSameBacking) return `permissions of ${nameOf(after)}`;
  return before.permissions === after.permissions ? 'backing' : 'permissions and backing';
}

function textsOf(before: RegionLook, after: RegionLook): { before: string; after: string } {
  const isSameBacking = before.name === after.name && before.shift === after.shift;
  const textOf = (look: RegionLook) =>
    isSameBacking ? look.permissions : `${look.permissions} ${nameOf(look)}${offsetOf(look)}`;
  return { before: textOf(before), after: textOf(after) };
}

function offsetOf({ shift, region }: RegionLook): string {
  return shift === undefined ? '' : ` at offset 0x${(shift + region.start).toString(16)}`;
}

export function nameOf({ name }: RegionLook): string {
  return name === '' ? '(anonymous)' : name;
}

/** `7f00-8000 rw-p`, one range for all that touches. */
function placeOf(stretches: readonly Stretch[], { permissions }: RegionLook): string {
  const ranges: { start: bigint; end: bigint }[] = [];
  for (const { start, end } of stretches) {
    const last = ranges.at(-1);
    if (last?.end === start) last.end = end;
    else ranges.push({ start, end });
  }
  return `${ranges.map(rangeOf).join(' ')} ${permissions}`;
}

export function rangeOf({ start, end }: Pick<Stretch, 'start' | 'end'>): string {
  return `${hex(start)}-${hex(end)}`;
}

function hex(address: bigint): string {
  return address.toString(16).padStart(8, '0');
}
