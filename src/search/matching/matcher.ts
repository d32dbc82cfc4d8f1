import type { ByteNode, ByteSet } from '../pattern/syntax.js';
import { BackwardMarker } from './backward-marker.js';
import { Candidates } from './candidates.js';
import { CheckedMatcher } from './checked-matcher.js';
import { EndFinder } from './end-finder.js';
import type { Finder, OnMatch } from './finder.js';
import { ForwardMatcher } from './forward-matcher.js';
import { LongTextFinder } from './long-text-finder.js';
import type { KernelMemory, TableSlots } from './memory-layout.js';
import type { Branch } from './pattern-set.js';
import { placesOf } from './places-of.js';
import { prefixSets } from './prefix.js';
import { planSearch } from './search-plan.js';
import { MAX_MATCH, NOTHING_BEFORE, type TextRun } from './text-run.js';
import { compileProgram, type Program } from './program.js';
import { Work } from './work.js';
import { isWholeWord } from './wide-words.js';

/** Steps for each byte of the text behind which the prefilter is taken for misled. */
const MISLED_STEPS_PER_BYTE = 0.25;

/** For how many searches the prefilter is not trusted then; twice as many each time, up to the last. */
const MISTRUST = [1, 64] as const;

/**
 * Finds what patterns match in texts, leftmost first, and of those that begin at one place that which
 * counts most; each begins where the one before ended or later. What is found in a run depends on its
 * bytes alone, so a longer text may be cut into runs that overlap by longestMatch.
 */
export class Matcher implements Finder {
  private readonly forward: ForwardMatcher;
  private readonly matched: Program;
  private checked: CheckedMatcher | undefined;
  private readonly long: LongTextFinder | undefined;
  private readonly ends: EndFinder;
  /** All branches, of long texts what they begin with. */
  private readonly program: Program;
  /** Of the last match. */
  private branch = 0;
  private readonly work = new Work();
  private readonly prefixes: readonly (readonly ByteSet[])[];
  private readonly quick: Candidates;
  private sure: Candidates | undefined;
  private readonly tables: TableSlots;
  private mistrust = 0;
  private nextMistrust: number = MISTRUST[0];

  constructor(
    private readonly memory: KernelMemory,
    private readonly branches: readonly Branch[],
  ) {
    this.tables = memory.takeTables();
    this.program = compileProgram(branches.map(({ node }) => node));
    this.prefixes = this.program.starts.map((start) => prefixSets(this.program, start, true));
    const short = [...branches.keys()].filter((branch) => branches[branch]?.long === undefined);
    const hasLong = short.length < branches.length;
    this.matched = hasLong ? compileProgram(this.nodesOf(short), short) : this.program;
    this.forward = new ForwardMatcher(this.matched, this.work);
    this.long = hasLong ? new LongTextFinder(branches, this.work) : undefined;
    this.ends = new EndFinder(this.matched, this.work);
    this.quick = this.quickCandidates();
  }

  /** @throws CheckpointError `limit` for a pattern that has too many ways to match */
  search(runs: readonly TextRun[], onMatch: OnMatch): void {
    const size = runs.reduce((sum, { start, end }) => sum + end - start, MAX_MATCH);
    this.work.begin(size);
    this.long?.begin();
    let candidates = this.mistrust > 0 ? this.sureCandidates() : this.quick;
    this.mistrust = Math.max(this.mistrust - 1, 0);
    if (!candidates.begin(runs)) candidates = this.distrust(runs);
    for (const [number, run] of runs.entries()) {
      let free = Math.max(run.from, run.start);
      for (;;) {
        const at = candidates.next(free, run.until);
        if (at === undefined) break;
        const length = this.matchAt(run, at);
        if (length > 0 && !onMatch(number, at, length, this.branch)) return;
        free = length > 0 ? at + length : this.nextStart(run, at);
        if (this.work.steps > MISLED_STEPS_PER_BYTE * size && candidates !== this.sure) {
          candidates = this.distrust(runs);
        }
      }
    }
  }

  /** What the last search took, as many steps as it takes to look at so many bytes. */
  get steps(): number {
    return this.work.steps;
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
    const { memory, tables, program } = this;
    const nodes = this.branches.map(({ node }) => node);
    const { beginning, inner, others } = planSearch(nodes, this.prefixes);
    const [first, second] = memory.filters;
    return new Candidates(memory, {
      beginnings: beginning && placesOf(memory, first, beginning),
      inner: inner && {
        places: placesOf(memory, second, inner.prefilter),
        marker: new BackwardMarker(
          memory,
          tables[1],
          inner.before,
          inner.before.starts.map((_, branch) => branch),
          false,
        ),
      },
      marker:
        others.length === 0
          ? undefined
          : new BackwardMarker(memory, tables[0], program, others, true),
      firstBytes: undefined,
    });
  }

  /** Reads the text backwards for all branches, whatever they are. */
  private sureCandidates(): Candidates {
    const { memory, tables, program, prefixes } = this;
    const all = this.branches.map((_, branch) => branch);
    this.sure ??= new Candidates(memory, {
      beginnings: undefined,
      inner: undefined,
      marker: new BackwardMarker(memory, tables[0], program, all, true),
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

  /** @returns the length of the match that begins there, or 0 */
  private matchAt(run: TextRun, at: number): number {
    const { bytes } = this.memory;
    const isWanted = (end: number, branch: number) => this.isWanted(run, at, end, branch);
    const before = at > run.start ? (bytes[at - 1] ?? NOTHING_BEFORE) : run.before;
    const limit = Math.min(run.end, at + MAX_MATCH);
    let end = this.forward.match(bytes, before, at, run.end, limit);
    this.branch = this.forward.branch;
    if (end > at && !isWanted(end, this.branch)) {
      this.checked ??= new CheckedMatcher(this.matched, this.work);
      end = this.checked.match(bytes, before, at, run.end, limit, isWanted);
      this.branch = this.checked.branch;
    }
    if (this.long === undefined) return end - at;
    const most = end > at ? this.branch : Infinity;
    const longEnd = this.long.match(bytes, at, run.end, most, isWanted);
    if (longEnd === at) return end - at;
    this.branch = this.long.branch;
    return longEnd - at;
  }

  private isWanted(run: TextRun, at: number, end: number, branch: number): boolean {
    const { checkWords, encoding } = this.branches[branch] ?? { checkWords: false };
    return !checkWords || isWholeWord(this.memory.bytes, run, at, end, encoding);
  }

  private nodesOf(branches: readonly number[]): ByteNode[] {
    return branches.flatMap((branch) => this.branches[branch]?.node ?? []);
  }
}
