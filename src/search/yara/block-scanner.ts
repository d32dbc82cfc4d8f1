import { append } from '../../bytes/append.js';
import type { Gap } from '../../bytes/byte-source.js';
import { freeAddresses } from '../../bytes/address-space.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { lackOfAddresses } from '../../bytes/lack-of-memory.js';
import { aroundGaps } from '../../bytes/read-into.js';
import { WASM_ADDRESSES } from '../../bytes/web-assembly.js';
import type { Job, JobRun } from '../scan/job.js';
import { PartReader } from '../scan/part-reader.js';
import type { BlockFinder, EngineRoom } from './block-finder.js';
import { hitOf, type BlockHit, type BlockResult } from './block-hit.js';
import { compileRules } from './compile-rules.js';
import type { EngineRule } from './engine-result.js';
import type { Rules, YaraEngine } from './engine.js';
import { hearConsole } from './hear-console.js';
import { KnownBlocks } from './known-blocks.js';
import type { CompileReport, RuleSet } from './rule-set.js';

/** A block, or what of it lies between damage, where the engine looks at it. */
interface LaidBlock {
  readonly start: number;
  readonly end: number;
  readonly room: EngineRoom;
}

/** Lays the blocks of jobs and scans them, in one thread. */
export class BlockScanner {
  readonly report: CompileReport;
  private readonly rules: Rules | undefined;
  private readonly finder: BlockFinder | undefined;
  private readonly mostMatches: number;
  private readonly parts = new PartReader();
  private readonly known = new KnownBlocks();

  constructor(engine: YaraEngine, set: RuleSet) {
    const { rules, ...report } = compileRules(engine, set);
    this.report = report;
    this.rules = rules;
    this.finder = rules && engine.finder(rules);
    this.mostMatches = set.mostMatches;
    // One more than is told, to know whether there are more.
    this.finder?.setMaxMatchesPerPattern(set.mostMatches + 1);
  }

  /** @throws CheckpointError when bytes cannot be read, or the engine gives up */
  scan(job: Job): BlockResult {
    const { finder } = this;
    const hits: BlockHit[] = [];
    const gaps: Gap[] = [];
    const messages: string[] = [];
    if (finder === undefined) return { hits, gaps, messages };
    for (const [number, run] of job.runs.entries()) {
      for (const { start, end, room } of this.blocksOf(job, run, finder, gaps)) {
        for (const rule of this.rulesIn(room, finder, messages)) {
          const hit = hitOf(rule, run, start, end, this.mostMatches);
          if (hit !== undefined) hits.push({ run: number, ...hit });
        }
      }
    }
    return { hits, gaps, messages };
  }

  close(): void {
    this.parts.close();
    this.finder?.free();
    this.rules?.free();
  }

  /** Whoever is given a block has its room scanned or given back before the next. */
  private *blocksOf(job: Job, run: JobRun, finder: BlockFinder, gaps: Gap[]): Generator<LaidBlock> {
    const { start, end } = run;
    const room = finder.room(end - start);
    let lost;
    try {
      lost = this.load(job, run, room.bytes);
    } catch (error) {
      finder.giveBack(room);
      throw error;
    }
    if (lost.length === 0) {
      yield { start, end, room };
      return;
    }
    append(gaps, lost);
    // While a part is scanned, the room may move.
    const bytes = room.bytes.slice();
    finder.giveBack(room);
    for (const part of aroundGaps(run, lost)) {
      if (part.isLost) continue;
      const room = finder.room(part.end - part.start);
      room.bytes.set(bytes.subarray(part.start - start, part.end - start));
      yield { start: part.start, end: part.end, room };
    }
  }

  private load({ parts }: Job, run: JobRun, bytes: Uint8Array): Gap[] {
    const lost: Gap[] = [];
    for (const part of parts) {
      const length = part.kind === 'bytes' ? part.bytes.length : part.length;
      const start = Math.max(part.at, run.start);
      const end = Math.min(part.at + length, run.end);
      if (start >= end) continue;
      const target = bytes.subarray(start - run.start, end - run.start);
      for (const gap of this.parts.lay(part, start, target)) {
        lost.push({ start: Math.max(gap.start, start), end: Math.min(gap.end, end) });
      }
    }
    return lost;
  }

  private rulesIn(
    room: EngineRoom,
    finder: BlockFinder,
    messages: string[],
  ): readonly EngineRule[] {
    const key = this.known.keyOf(room.bytes);
    const known = this.known.rulesOf(key);
    if (known !== undefined) {
      finder.giveBack(room);
      return known;
    }
    let found;
    try {
      found = hearConsole(messages, () => finder.scanRoom(room));
    } catch (error) {
      // Each scan takes WebAssembly memory, and the engine gives up where it gets none.
      if (freeAddresses() < WASM_ADDRESSES) throw lackOfAddresses();
      throw failure(error instanceof Error ? error.message : String(error));
    }
    if (!found.valid) throw failure(found.errors.join('; '));
    const rules = found.matches.filter(({ isPrivate }) => !isPrivate);
    this.known.add(key, rules);
    return rules;
  }
}

function failure(why: string): CheckpointError {
  return new CheckpointError('unsupported', `the YARA engine failed: ${why}`);
}
