import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Encoding } from '../pattern/encode-pattern.js';
import type { ByteSet } from '../pattern/syntax.js';
import { BackwardMarker } from './backward-marker.js';
import { Candidates } from './candidates.js';
import { EndFinder } from './end-finder.js';
import { ForwardMatcher, NOTHING_BEFORE } from './forward-matcher.js';
import type { KernelMemory } from './memory-layout.js';
import type { Branch } from './pattern-set.js';
import { PlaceList } from './place-list.js';
import { prefixSets } from './prefix.js';
import { planSearch } from './search-plan.js';
import { MAX_MATCH, type TextRun } from './text-run.js';
import { compileProgram, type Program } from './program.js';
import { isWholeWord } from './wide-words.js';

/** Told of a match: the run's number, its address, its length, the branch. Returns whether to go on. */
export type OnMatch = (run: number, at: number, length: number, branch: number) => boolean;

/** What finding may cost, as a multiple of the bytes that are searched, before it is given up. */
const MAX_STEPS_PER_BYTE = 100;

/** The same, before the prefilter is taken for misled. */
const MISLED_STEPS_PER_BYTE = 0.25;

/** For how many searches the prefilter is not trusted then; twice as many each time, up to the last. */
const MISTRUST = [1, 64] as const;

/**
 * Finds what patterns match in texts, leftmost first, and of those that begin at one place that which
 * counts most; each begins where the one before ended or later. What is found in a run depends on its
 * bytes alone, so a longer text may be cut into runs that overlap by MAX_MATCH.
 */
export class Matcher {
  private readonly forward: ForwardMatcher;
  private readonly ends: EndFinder;
  private readonly program: Program;
  private readonly prefixes: readonly (readonly ByteSet[])[];
  private readonly quick: Candidates;
  private sure: Candidates | undefined;
  private mistrust = 0;
  private nextMistrust: number = MISTRUST[0];

  constructor(
    private readonly memory: KernelMemory,
    private readonly branches: readonly Branch[],
  ) {
    this.program = compileProgram(branches.map(({ node }) => node));
    this.prefixes = this.program.starts.map((start) => prefixSets(this.program, start));
    this.forward = new ForwardMatcher(this.program);
    this.ends = new EndFinder(this.program);
    this.quick = this.quickCandidates();
  }

  /**
   * @param runs ascending, without an overlap
   * @throws CheckpointError `limit` for a pattern that has too many ways to match
   */
  search(runs: readonly TextRun[], onMatch: OnMatch): void {
    const size = runs.reduce((sum, { start, end }) => sum + end - start, MAX_MATCH);
    const before = this.forward.steps + this.ends.steps;
    let candidates = this.mistrust > 0 ? this.sureCandidates() : this.quick;
    this.mistrust = Math.max(this.mistrust - 1, 0);
    if (!candidates.begin(runs)) candidates = this.distrust(runs);
    for (const [number, run] of runs.entries()) {
      let free = Math.max(run.from, run.start);
      for (;;) {
        const at = candidates.next(free, run.until);
        if (at === undefined) break;
        const length = this.matchAt(run, at);
        if (length > 0 && !onMatch(number, at, length, this.forward.branch)) return;
        free = length > 0 ? at + length : this.nextStart(run, at);
        const cost = (this.forward.steps + this.ends.steps - before) / size;
        if (cost > MAX_STEPS_PER_BYTE) throw tooCostly();
        if (cost > MISLED_STEPS_PER_BYTE && candidates !== this.sure) {
          candidates = this.distrust(runs);
        }
      }
    }
  }

  /** For this text and some to come that are full of what only looks like a match. */
  private distrust(runs: readonly TextRun[]): Candidates {
    this.nextMistrust = Math.min(this.nextMistrust * 2, MISTRUST[1]);
    this.mistrust = this.nextMistrust;
    const candidates = this.sureCandidates();
    candidates.begin(runs);
    return candidates;
  }

  private quickCandidates(): Candidates {
    const { memory, program } = this;
    const nodes = this.branches.map(({ node }) => node);
    const { beginning, inner, others } = planSearch(nodes, this.prefixes);
    const [first, second] = memory.filters;
    return new Candidates(memory, {
      beginnings: beginning && new PlaceList(memory, first, beginning),
      inner: inner && {
        places: new PlaceList(memory, second, inner.prefilter),
        marker: new BackwardMarker(
          memory,
          memory.tables[1],
          inner.before,
          inner.before.starts.map((_, branch) => branch),
          false,
        ),
      },
      marker:
        others.length === 0
          ? undefined
          : new BackwardMarker(memory, memory.tables[0], program, others, true),
      firstBytes: undefined,
    });
  }

  /** Reads the text backwards for all branches, whatever they are. */
  private sureCandidates(): Candidates {
    const { memory, program, prefixes } = this;
    const all = this.branches.map((_, branch) => branch);
    this.sure ??= new Candidates(memory, {
      beginnings: undefined,
      inner: undefined,
      marker: new BackwardMarker(memory, memory.tables[0], program, all, true),
      firstBytes: Uint8Array.from({ length: 256 }, (_, byte) =>
        prefixes.some(([first]) => first === undefined || first[byte] === 1) ? 1 : 0,
      ),
    });
    return this.sure;
  }

  /**
   * Where to go on behind a place at which no match begins. If one might, were it not for its length, then
   * none does that would have to reach the same end from as far.
   */
  private nextStart(run: TextRun, at: number): number {
    if (!this.forward.wentToLimit || at + MAX_MATCH >= run.end) return at + 1;
    const end = this.ends.find(this.memory.bytes, at, run.end);
    return end === undefined ? run.end : Math.max(at + 1, end - MAX_MATCH);
  }

  private matchAt(run: TextRun, at: number): number {
    const { bytes } = this.memory;
    const before = at > run.start ? (bytes[at - 1] ?? NOTHING_BEFORE) : run.before;
    const limit = Math.min(run.end, at + MAX_MATCH);
    const end = this.forward.match(bytes, before, at, run.end, limit);
    const branch = this.branches[this.forward.branch];
    if (end === at || branch?.checkWords !== true) return end - at;
    return this.isWord(run, at, end, branch.encoding) ? end - at : 0;
  }

  private isWord(run: TextRun, at: number, end: number, encoding: Encoding): boolean {
    return isWholeWord(this.memory.bytes, run, at, end, encoding);
  }
}

function tooCostly(): CheckpointError {
  return new CheckpointError(
    'limit',
    'the pattern takes too long: it has too many ways to match; make it more specific',
  );
}
