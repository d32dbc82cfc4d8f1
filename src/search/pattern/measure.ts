import { shared } from './shared.js';
import type { ByteNode } from './syntax.js';

/** How large a pattern is. */
export interface Measure {
  /** Bytes of its shortest and its longest match; of one that can be of any length Infinity. */
  readonly min: number;
  readonly max: number;
  /** Instructions of its automaton, in which every repetition is written out. */
  readonly instructions: number;
  /** The same with every repetition written once: as it was typed. */
  readonly typed: number;
}

export function measure(node: ByteNode): Measure {
  switch (node.kind) {
    case 'empty':
      return { min: 0, max: 0, instructions: 0, typed: 0 };
    case 'bytes':
      return { min: 1, max: 1, instructions: 1, typed: 1 };
    case 'assertion':
      return { min: 0, max: 0, instructions: 1, typed: 1 };
    case 'sequence': {
      let [min, max, instructions, typed] = [0, 0, 0, 0];
      for (const each of node.parts.map(shared(measure))) {
        min += each.min;
        max += each.max;
        instructions += each.instructions;
        typed += each.typed;
      }
      return { min, max, instructions, typed };
    }
    case 'alternatives': {
      // Between two of them the automaton splits.
      let [min, max, instructions, typed] = [Infinity, 0, -1, -1];
      for (const branch of node.branches) {
        const each = measure(branch);
        min = Math.min(min, each.min);
        max = Math.max(max, each.max);
        instructions += each.instructions + 1;
        typed += each.typed + 1;
      }
      return { min, max, instructions, typed };
    }
    case 'repeat': {
      const { min, max, instructions, typed } = measure(node.node);
      const isLoop = node.max === Infinity;
      const copies = node.min + (isLoop ? 1 : node.max - node.min);
      const splits = isLoop ? 1 : node.max - node.min;
      return {
        min: min * node.min,
        max: max === 0 || node.max === 0 ? 0 : max * node.max,
        instructions: instructions * copies + splits,
        typed: typed + 1,
      };
    }
  }
}
