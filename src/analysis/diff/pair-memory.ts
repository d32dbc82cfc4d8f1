import type { Fact } from '../../model/absent.js';
import { processMemoryReader, type ProcessMemory } from '../../model/memory/memory-view.js';
import type { PairedProcesses, ProcessPair } from './pair-processes.js';
import type { Side } from './side.js';
import { stretchesOf, type Stretch } from './stretches.js';

/** The memory of a process before and after. */
export interface PairMemory {
  readonly pair: ProcessPair;
  readonly before: ProcessMemory;
  readonly after: ProcessMemory;
  readonly stretches: Fact<readonly Stretch[]>;
}

/** One process after the other, so that the regions of many need not be held; those that ended have no memory. */
export function* pairMemories(
  before: Side,
  after: Side,
  { both }: PairedProcesses,
): Generator<PairMemory> {
  const readBefore = processMemoryReader(before.checkpoint, before.memory);
  const readAfter = processMemoryReader(after.checkpoint, after.memory);
  for (const pair of both) {
    if (pair.before.ended || pair.after.ended) continue;
    const [was, is] = [readBefore(pair.before), readAfter(pair.after)];
    yield { pair, before: was, after: is, stretches: stretchesOf(was, is) };
  }
}
