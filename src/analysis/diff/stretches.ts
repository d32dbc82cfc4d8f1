import { isAbsent, type Fact } from '../../model/absent.js';
import type { AddressSpace, RegionRun } from '../../model/memory/address-space.js';
import { mapRowOf } from '../../model/memory/map-row.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import type { Region } from '../../model/memory/regions.js';

/** What a region is at some addresses; two of one key are one region, however the kernel has cut it. */
export interface RegionLook {
  readonly key: string;
  readonly permissions: string;
  /** As /proc/PID/maps names it; empty for plain anonymous memory. */
  readonly name: string;
  /** Where in its file the address 0 would be; undefined for what lies in none. */
  readonly shift: bigint | undefined;
  readonly isExecutable: boolean;
  readonly region: Region;
}

/** Addresses at which each of two processes has one thing, or nothing. */
export interface Stretch {
  readonly start: bigint;
  readonly end: bigint;
  readonly before: RegionLook | undefined;
  readonly after: RegionLook | undefined;
}

interface Looked {
  readonly start: bigint;
  readonly end: bigint;
  readonly look: RegionLook;
}

/** The address space in stretches, by address, without those that neither has mapped. */
export function stretchesOf(before: ProcessMemory, after: ProcessMemory): Fact<Stretch[]> {
  if (isAbsent(before.space)) return before.space;
  if (isAbsent(after.space)) return after.space;
  const a = [...looksOf(before, before.space)];
  const b = [...looksOf(after, after.space)];
  return [...joinedStretches(overlaid(a, b))];
}

function* looksOf(process: ProcessMemory, space: AddressSpace): Generator<Looked> {
  for (const run of space.regionRuns()) {
    if (run.region === undefined) continue;
    yield { start: run.start, end: run.end, look: lookOf(process, run.region, run) };
  }
}

function lookOf(process: ProcessMemory, region: Region, run: RegionRun): RegionLook {
  const { permissions, name } = mapRowOf(process, region, run);
  const { backing } = region;
  const shift = 'offset' in backing ? backing.offset - region.start : undefined;
  return {
    key: [permissions, name, shift ?? ''].join(' '),
    permissions,
    name,
    shift,
    isExecutable: region.executable,
    region,
  };
}

/** Both lists ascend without overlaps. */
function* overlaid(a: readonly Looked[], b: readonly Looked[]): Generator<Stretch> {
  const edges = new Set([...a, ...b].flatMap(({ start, end }) => [start, end]));
  const sorted = [...edges].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
  let [i, j] = [0, 0];
  for (const [index, start] of sorted.entries()) {
    const end = sorted[index + 1];
    if (end === undefined) return;
    while (i < a.length && (a[i]?.end ?? 0n) <= start) i++;
    while (j < b.length && (b[j]?.end ?? 0n) <= start) j++;
    const before = covering(a[i], start);
    const after = covering(b[j], start);
    if (before !== undefined || after !== undefined) yield { start, end, before, after };
  }
}

function covering(looked: Looked | undefined, address: bigint): RegionLook | undefined {
  return looked !== undefined && looked.start <= address ? looked.look : undefined;
}

/** Where the kernel, or the other of the two, has cut a region, nothing changed. */
function* joinedStretches(stretches: Iterable<Stretch>): Generator<Stretch> {
  let last: Stretch | undefined;
  for (const next of stretches) {
    if (
      last?.end === next.start &&
      last.before?.key === next.before?.key &&
      last.after?.key === next.after?.key
    ) {
      last = { ...last, end: next.end };
    } else {
      if (last !== undefined) yield last;
      last = next;
    }
  }
  if (last !== undefined) yield last;
}
