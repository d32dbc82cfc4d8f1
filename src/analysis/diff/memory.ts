import { isAbsent } from '../../model/absent.js';
import { absenceText, type AbsenceReason } from '../../model/memory/backing.js';
import { openMemory } from '../../model/memory/memory.js';
import type { Change, ChangeKind, SectionChanges } from './change.js';
import { byteChanges } from './byte-runs.js';
import { PageComparer, type PageChange, type PageRun } from './compare-pages.js';
import type { PairMemory } from './pair-memory.js';
import { nameOf, rangeOf } from './regions.js';
import type { Side } from './side.js';
import type { Stretch } from './stretches.js';

/** How closely memory is looked at: how many pages of each region, which, or their bytes. */
export const MEMORY_DETAILS = ['pages', 'ranges', 'bytes'] as const;

export type MemoryDetail = (typeof MEMORY_DETAILS)[number];

/** Differences of bytes that are told at most. */
const MAX_BYTE_RUNS = 10_000;

/**
 * What became of the pages of regions that are there before and after. Memory that processes share is told of the
 * first that has it.
 */
export function memoryChanges(
  after: Side,
  pairs: Iterable<PairMemory>,
  detail: MemoryDetail,
): SectionChanges {
  const memory = openMemory(after.checkpoint, after.memory);
  const comparer = new PageComparer(memory.pageSize);
  const seen = new Set<string>();
  const changes: Change[] = [];
  const gaps = new Map<AbsenceReason, bigint>();
  let left = MAX_BYTE_RUNS;
  let isCut = false;
  for (const { pair, before, after: is, stretches } of pairs) {
    if (isAbsent(stretches) || isAbsent(before.space) || isAbsent(is.space)) continue;
    const place = { section: 'memory', pid: pair.after.pid, comm: pair.after.comm } as const;
    for (const stretch of stretches) {
      const look = stretch.after;
      if (look === undefined || stretch.before === undefined) continue;
      const id = look.region.shared ? memory.segmentOf(look.region) : undefined;
      if (
        id !== undefined &&
        isSeen(seen, `${id} ${(look.shift ?? 0n) + stretch.start} ${stretch.end - stretch.start}`)
      )
        continue;
      const runs: PageRun[] = [];
      for (const run of comparer.compare(before.space, is.space, stretch.start, stretch.end)) {
        const { reason } = run;
        if (reason === undefined) runs.push(run);
        else gaps.set(reason, (gaps.get(reason) ?? 0n) + (run.end - run.start));
      }
      if (runs.length === 0) continue;
      const pages = countsOf(runs, BigInt(memory.pageSize));
      if (detail === 'pages') changes.push({ ...place, ...regionText(stretch, pages) });
      for (const run of detail === 'pages' ? [] : runs) {
        const what = `${rangeOf(run)} in ${nameOf(look)}`;
        if (detail === 'ranges' || run.change !== 'changed') {
          const text = pagesText(countsOf([run], BigInt(memory.pageSize)));
          const kind = KINDS[run.change];
          changes.push({
            ...place,
            kind,
            what,
            ...(kind === '-' ? { before: text } : { after: text }),
          });
          continue;
        }
        for (const change of byteChanges(before.space, is.space, run)) {
          if (left === 0) {
            isCut = true;
            break;
          }
          left--;
          changes.push({
            ...place,
            kind: '~',
            ...change,
            what: `${change.what} in ${nameOf(look)}`,
          });
        }
      }
    }
  }
  const cut = `only the first ${MAX_BYTE_RUNS} differences of bytes are told: --memory=ranges tells all pages`;
  return { changes, unknown: [...[...gaps].map(gapText), ...(isCut ? [cut] : [])] };
}

function isSeen(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

const KINDS: Readonly<Record<PageChange, ChangeKind>> = {
  changed: '~',
  appeared: '+',
  vanished: '-',
  unknown: '~',
};

type Counts = Readonly<Record<PageChange, bigint>>;

function countsOf(runs: readonly PageRun[], pageSize: bigint): Counts {
  const counts = { changed: 0n, appeared: 0n, vanished: 0n, unknown: 0n };
  for (const { start, end, change } of runs)
    counts[change] += (end - start + pageSize - 1n) / pageSize;
  return counts;
}

function regionText(
  stretch: Stretch,
  counts: Counts,
): Pick<Change, 'kind' | 'what' | 'before' | 'after'> {
  const { changed, appeared, vanished } = counts;
  const isOnly = (count: bigint) => count === changed + appeared + vanished;
  const kind = isOnly(appeared) ? '+' : isOnly(vanished) ? '-' : '~';
  const look = stretch.after;
  const what = `${rangeOf(stretch)} ${look === undefined ? '' : nameOf(look)}`.trimEnd();
  const text = pagesText(counts);
  return { kind, what, ...(kind === '-' ? { before: text } : { after: text }) };
}

/** `12 pages changed, 3 appeared`. */
function pagesText(counts: Counts): string {
  const told = (['changed', 'appeared', 'vanished'] as const).filter((kind) => counts[kind] > 0n);
  return told
    .map((kind, index) => {
      const count = counts[kind];
      return `${count}${index === 0 ? (count === 1n ? ' page' : ' pages') : ''} ${kind}`;
    })
    .join(', ');
}

function gapText([reason, bytes]: [AbsenceReason, bigint]): string {
  return `${bytes} bytes of memory cannot be compared: ${absenceText(reason)}`;
}
