import type { Cut, CutJob } from '../scan/job-builder.js';
import type { Piece } from '../scan/piece.js';
import type { BlockResult, RuleFacts } from './block-hit.js';

/** That a rule matches a piece. */
export interface PieceHit<P extends Piece> {
  readonly piece: P;
  readonly rule: RuleFacts;
  /** By their places. */
  readonly matches: readonly PatternMatch[];
  /** Patterns that may have more matches than are told. */
  readonly cut: readonly string[];
}

export interface PatternMatch {
  readonly identifier: string;
  /** Bytes from the beginning of the piece. */
  readonly at: number;
  readonly length: number;
}

/** What was found of one rule in the parts of a piece so far. */
interface Joined {
  readonly rule: RuleFacts;
  /** By pattern, and by where they begin. */
  readonly matches: Map<string, Map<number, PatternMatch>>;
  readonly cut: Set<string>;
}

/** Puts together what was found in the parts of a piece, which come in their order. */
export class PartJoiner<P extends Piece> {
  private piece: P | undefined;
  private rules = new Map<string, Joined>();

  /** @param mostMatches of one pattern in one piece */
  constructor(private readonly mostMatches: number) {}

  /** @returns the hits of the pieces that are over with this job */
  *follow({ cuts }: CutJob<P>, { hits }: BlockResult): Generator<PieceHit<P>> {
    for (const [number, cut] of cuts.entries()) {
      if (cut.piece !== this.piece) yield* this.end();
      this.piece = cut.piece;
      for (const hit of hits) if (hit.run === number) this.add(cut, hit);
    }
  }

  /** The hits of the last piece. */
  *end(): Generator<PieceHit<P>> {
    const { piece, rules } = this;
    this.rules = new Map();
    if (piece === undefined) return;
    for (const { rule, matches, cut } of rules.values()) {
      const all = [...matches.values()].flatMap((each) => [...each.values()]);
      const sorted = all.sort((a, b) => a.at - b.at);
      yield { piece, rule, matches: sorted, cut: [...cut] };
    }
  }

  private add({ at, run }: Cut<P>, { rule, patterns }: BlockResult['hits'][number]): void {
    const key = `${rule.namespace}:${rule.identifier}`;
    const joined = this.rules.get(key) ?? nothingOf(rule);
    this.rules.set(key, joined);
    for (const { identifier, matches, isCut } of patterns) {
      if (isCut) joined.cut.add(identifier);
      const known = joined.matches.get(identifier) ?? new Map<number, PatternMatch>();
      joined.matches.set(identifier, known);
      for (let next = 0; next < matches.length; next += 2) {
        const begin = at + (matches[next] ?? 0) - run.start;
        const length = matches[next + 1] ?? 0;
        // Two parts can have it, and that in which it is cut off has less of it.
        const before = known.get(begin);
        if (before !== undefined && before.length >= length) continue;
        if (before === undefined && known.size >= this.mostMatches) joined.cut.add(identifier);
        else known.set(begin, { identifier, at: begin, length });
      }
    }
  }
}

function nothingOf(rule: RuleFacts): Joined {
  return { rule, matches: new Map(), cut: new Set() };
}
