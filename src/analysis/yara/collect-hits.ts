import type { MemoryView } from '../../model/memory/memory-view.js';
import type { RuleFacts } from '../../search/yara/block-hit.js';
import type { PieceHit } from '../../search/yara/join-parts.js';
import type { FoundInMemory } from '../search/found.js';
import { readHit } from '../search/read-hit.js';
import type { SearchedPieces } from '../search/search-checkpoint.js';
import { memoryKey } from '../search/unique-finds.js';
import type { EqualPieces } from './equal-pieces.js';
import type { ProgramPiece } from './program-pieces.js';
import type { RuleHit, RuleWhere, StringMatch } from './rule-hit.js';
import type { ScannedPiece } from './scanned-pieces.js';

/** Bytes of a match that are shown. */
const SHOWN = 256;

/** Matches of a checkpoint that are told; a rule that matches everywhere has more. */
const MOST_KEPT = 200_000;

/** Matches of a rule that tell whether two processes have the same. */
const COMPARED = 64;

const NO_PATTERN = { branches: [] };
const NOTHING_AROUND = { before: 0, after: 0 };
const NOTHING = new Uint8Array(0);

/** Hits, of which those of the same memory are one. */
export class CollectedHits {
  private readonly byKey = new Map<
    string,
    { readonly hit: RuleHit; readonly pieces: ScannedPiece[] }
  >();

  private kept = 0;

  constructor(
    private readonly view: MemoryView,
    private readonly searched: SearchedPieces,
    private readonly equal: EqualPieces,
  ) {}

  add(found: PieceHit<ScannedPiece>): void {
    const { piece, rule, cut } = found;
    const own = found.matches.filter(({ at, length }) => !this.isTold(piece, at, length));
    if (own.length === 0 && found.matches.length > 0) return;
    if (piece.kind === 'program' && this.isToldOf(piece, found)) return;
    const matches = own
      .slice(0, MOST_KEPT - this.kept)
      .map((each) => this.matchOf(piece, rule, each));
    this.kept += matches.length;
    const left = own.slice(matches.length).map(({ identifier }) => identifier);
    const where = matches[0]?.where ?? this.whereOf(piece, own[0]?.at ?? 0, 1);
    const key = `${nameOf(rule)}\n${this.keyOf(matches, piece)}`;
    const before = this.byKey.get(key);
    if (before === undefined) {
      const hit = { rule, where, pids: [], matches, cut: [...new Set([...cut, ...left])] };
      this.byKey.set(key, { hit, pieces: [piece] });
    } else {
      before.pieces.push(piece);
    }
  }

  /** With all processes that have the memory, also those whose pieces came later. */
  all(): RuleHit[] {
    return [...this.byKey.values()].map(({ hit, pieces }) => {
      const others = pieces.flatMap((piece) => [
        ...pidsOf(hit.where, piece),
        ...this.equal.pidsBeside(piece),
      ]);
      const pids = [...new Set(others)];
      return { ...hit, pids, matches: hit.matches.map((each) => ({ ...each, pids })) };
    });
  }

  private isTold(piece: ScannedPiece, at: number, length: number): boolean {
    return piece.kind !== 'program' && this.searched.isInMemory({ piece, at, length, branch: -1 });
  }

  /** A rule that matched the memory that a program lies in says nothing new of the program. */
  private isToldOf({ pids, start, end }: ProgramPiece, { rule }: PieceHit<ScannedPiece>): boolean {
    for (const { hit, pieces } of this.byKey.values()) {
      if (nameOf(hit.rule) !== nameOf(rule)) continue;
      for (const piece of pieces) {
        if (piece.kind !== 'process' || !pids.includes(piece.process.pid)) continue;
        if (start === undefined || end === undefined) return true;
        if (piece.address < end && start < piece.address + BigInt(piece.size)) return true;
      }
    }
    return false;
  }

  private matchOf(
    piece: ScannedPiece,
    rule: RuleFacts,
    { identifier, at, length }: PieceHit<ScannedPiece>['matches'][number],
  ): StringMatch {
    const shown = { piece, at, length: Math.min(length, SHOWN), branch: -1 };
    const { bytes, sources } = readHit(shown, NO_PATTERN, NOTHING_AROUND);
    const where = this.whereOf(piece, at, length);
    const isCopy = piece.kind === 'program';
    return { rule, identifier, where, pids: [], length, bytes, sources: isCopy ? [] : sources };
  }

  private whereOf(piece: ScannedPiece, at: number, length: number): RuleWhere {
    if (piece.kind === 'program') return { kind: 'program', name: piece.name, at };
    return this.searched.placeOf({ piece, at, length, branch: -1 });
  }

  /** Equal for the same matches in the same memory. */
  private keyOf(matches: readonly StringMatch[], piece: ScannedPiece): string {
    const [first] = matches;
    // Without strings the beginning of the block tells it.
    if (first === undefined) return `block ${piece.size} ${this.placeKey(this.startOf(piece))}`;
    const keys = matches
      .slice(0, COMPARED)
      .map((each) => `${each.identifier} ${each.length} ${this.placeKey(each)}`);
    return `${matches.length}\n${keys.join('\n')}`;
  }

  private startOf(piece: ScannedPiece): Place {
    const start = { piece, at: 0, length: 1, branch: -1 };
    return { ...readHit(start, NO_PATTERN, NOTHING_AROUND), where: this.whereOf(piece, 0, 1) };
  }

  private placeKey({ where, bytes, sources }: Place): string {
    if (where.kind === 'program') return `${where.name} ${where.at}`;
    if (where.kind === 'place') return `${where.place.member} ${where.place.name} ${where.at}`;
    const around = { before: NOTHING, after: NOTHING };
    const found = { where, bytes, sources, ...around, pattern: 0, encoding: 'utf-8' } as const;
    const segment = `segment ${where.segment?.id} ${where.segment?.offset}`;
    return memoryKey(found, this.view) ?? segment;
  }
}

type Place = Pick<StringMatch, 'where' | 'bytes' | 'sources'>;

function pidsOf(where: RuleWhere, piece: ScannedPiece): number[] {
  if (piece.kind === 'process') return [piece.process.pid];
  if (piece.kind === 'program') return [...piece.pids];
  return where.kind === 'memory' ? ownersOf(where) : [];
}

function ownersOf({ owners }: FoundInMemory): number[] {
  return owners.map(({ pid }) => pid);
}

function nameOf({ namespace, identifier }: RuleFacts): string {
  return `${namespace}:${identifier}`;
}
