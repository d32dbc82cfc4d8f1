import { CheckpointError } from '../../bytes/checkpoint-error.js';
import {
  singleByte,
  type Assertion,
  type ByteNode,
  type ByteSet,
  LINE_FEED,
  WORD_BYTES,
} from '../pattern/syntax.js';

/** A step of the automaton that a pattern is. */
export type Instruction =
  | { readonly kind: 'bytes'; readonly set: ByteSet; readonly next: number }
  /** Goes both ways; what is found on the first counts more. */
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'assertion'; readonly what: Assertion; readonly next: number }
  /** The branch of this number has matched. */
  | { readonly kind: 'match'; readonly branch: number };

/** Patterns as one automaton (after Thompson), the first of them counting most. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  /** Where each branch begins. */
  readonly starts: readonly number[];
  /** Bytes that no set and no assertion tells apart are of one class. */
  readonly classes: Uint8Array;
  /** One byte of each class. */
  readonly representatives: readonly number[];
  readonly hasAssertions: boolean;
}

/** A repetition is written out, and repetitions in one another multiply. */
const MAX_INSTRUCTIONS = 1_000_000;

/** @throws CheckpointError `usage` when the patterns are too large */
export function compileProgram(branches: readonly ByteNode[]): Program {
  const compiler = new Compiler();
  const starts = branches.map((node, branch) =>
    compiler.compile(node, compiler.add({ kind: 'match', branch })),
  );
  const start = compiler.alternatives(starts);
  const { instructions } = compiler;
  const { classes, representatives } = classesOf(instructions);
  const hasAssertions = instructions.some(({ kind }) => kind === 'assertion');
  return { instructions, start, starts, classes, representatives, hasAssertions };
}

class Compiler {
  readonly instructions: Instruction[] = [];

  add(instruction: Instruction): number {
    if (this.instructions.length >= MAX_INSTRUCTIONS) {
      throw new CheckpointError(
        'usage',
        'the patterns are too large once they are written out; search for fewer at a time',
      );
    }
    return this.instructions.push(instruction) - 1;
  }

  /** @returns where it begins; it goes on at `next` */
  compile(node: ByteNode, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'bytes':
        return this.add({ kind: 'bytes', set: node.set, next });
      case 'assertion':
        return this.add({ kind: 'assertion', what: node.what, next });
      case 'sequence':
        return node.parts.reduceRight((behind, part) => this.compile(part, behind), next);
      case 'alternatives':
        return this.alternatives(node.branches.map((branch) => this.compile(branch, next)));
      case 'repeat':
        return this.repeat(node, next);
    }
  }

  alternatives(starts: readonly number[]): number {
    return starts.reduceRight((second, first) => this.add({ kind: 'split', first, second }));
  }

  private repeat(node: ByteNode & { kind: 'repeat' }, next: number): number {
    let start = node.max === Infinity ? this.loop(node, next) : next;
    const optional = node.max === Infinity ? 0 : node.max - node.min;
    for (let count = 0; count < optional; count++) {
      start = this.choice(node.greedy, this.compile(node.node, start), next);
    }
    for (let count = 0; count < node.min; count++) start = this.compile(node.node, start);
    return start;
  }

  private loop(node: ByteNode & { kind: 'repeat' }, next: number): number {
    const split = this.choice(node.greedy, next, next);
    const body = this.compile(node.node, split);
    this.instructions[split] = node.greedy
      ? { kind: 'split', first: body, second: next }
      : { kind: 'split', first: next, second: body };
    return split;
  }

  private choice(greedy: boolean, inside: number, next: number): number {
    return this.add({
      kind: 'split',
      first: greedy ? inside : next,
      second: greedy ? next : inside,
    });
  }
}

function classesOf(
  instructions: readonly Instruction[],
): Pick<Program, 'classes' | 'representatives'> {
  const sets = new Set<ByteSet>();
  for (const instruction of instructions) {
    if (instruction.kind === 'bytes') sets.add(instruction.set);
    if (instruction.kind === 'assertion') {
      sets.add(WORD_BYTES);
      sets.add(singleByte(LINE_FEED));
    }
  }
  const classes = new Uint8Array(256);
  const representatives: number[] = [];
  // Refined set by set: bytes of one class stay together as long as the set has all of them or none.
  for (const set of sets) {
    const next = new Map<number, number>();
    for (let byte = 0; byte < 256; byte++) {
      const key = (classes[byte] ?? 0) * 2 + (set[byte] ?? 0);
      const known = next.get(key) ?? next.size;
      next.set(key, known);
      classes[byte] = known;
    }
  }
  classes.forEach((each, byte) => {
    representatives[each] ??= byte;
  });
  return { classes, representatives };
}
