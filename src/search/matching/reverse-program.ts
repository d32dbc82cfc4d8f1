import { Op, type Program } from './program.js';

/** Of each instruction, those that lead to it. */
export interface Sources {
  /** Where the sources of each instruction begin in `list`; those of the last end at its end. */
  readonly starts: Int32Array;
  readonly list: Int32Array;
}

/** What leads to each instruction by reading a byte, and what without. */
export function reverseProgram(program: Program): { readers: Sources; silent: Sources } {
  return {
    readers: sourcesOf(program, (op) => (op === Op.bytes ? 1 : 0)),
    silent: sourcesOf(program, (op) => (op === Op.split ? 2 : op === Op.assertion ? 1 : 0)),
  };
}

/** @param waysOf how many ways an instruction goes on: at `next`, and at `other` */
function sourcesOf({ ops, next, other }: Program, waysOf: (op: number) => 0 | 1 | 2): Sources {
  const starts = new Int32Array(ops.length + 1);
  const forEach = (tell: (target: number, source: number) => void): void => {
    ops.forEach((op, source) => {
      const ways = waysOf(op);
      if (ways > 0) tell(next[source] ?? 0, source);
      if (ways > 1) tell(other[source] ?? 0, source);
    });
  };
  forEach((target) => {
    starts[target + 1] = (starts[target + 1] ?? 0) + 1;
  });
  for (let index = 1; index < starts.length; index++) {
    starts[index] = (starts[index] ?? 0) + (starts[index - 1] ?? 0);
  }
  const list = new Int32Array(starts.at(-1) ?? 0);
  const filled = starts.slice();
  forEach((target, source) => {
    const at = filled[target] ?? 0;
    list[at] = source;
    filled[target] = at + 1;
  });
  return { starts, list };
}
