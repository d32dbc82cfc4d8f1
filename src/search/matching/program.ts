import { CheckpointError } from '../../bytes/checkpoint-error.js';
import {
  singleByte,
  type Assertion,
  type ByteNode,
  type ByteSet,
  LINE_FEED,
  WORD_BYTES,
} from '../pattern/syntax.js';

/** What an instruction does. */
export const Op = {
  /** Reads a byte of the set `other`, and goes on at `next`. */
  bytes: 0,
  /** Goes on at `next` and at `other`; what is found at `next` counts more. */
  split: 1,
  /** Goes on at `next` where the assertion `other` holds. */
  assertion: 2,
  /** The branch `next` has matched. */
  match: 3,
} as const;

/**
 * Patterns as one automaton (after Thompson), the first of them counting most. Instructions are numbers in
 * arrays: there may be a million.
 */
export interface Program {
  /** Of each instruction an Op. */
  readonly ops: Uint8Array;
  readonly next: Int32Array;
  readonly other: Int32Array;
  readonly sets: readonly ByteSet[];
  readonly start: number;
  /** Where each branch begins. */
  readonly starts: readonly number[];
  /** Bytes that no set and no assertion tells apart are of one class. */
  readonly classes: Uint8Array;
  /** One byte of each class. */
  readonly representatives: readonly number[];
  readonly hasAssertions: boolean;
}

export const ASSERTIONS: readonly Assertion[] = [
  'line-start',
  'line-end',
  'word-boundary',
  'no-word-boundary',
  'no-word-before',
  'no-word-after',
];

/** Of all branches together: lists of texts may be long. */
const MAX_INSTRUCTIONS = 1_000_000;

/**
 * @param numbers of the branches; by default they are counted
 * @throws CheckpointError `usage` when the patterns are too large
 */
export function compileProgram(
  branches: readonly ByteNode[],
  numbers: readonly number[] = branches.map((_, index) => index),
): Program {
  const compiler = new Compiler();
  const starts = branches.map((node, index) =>
    compiler.compile(node, compiler.add(Op.match, numbers[index] ?? index, 0)),
  );
  const start = compiler.alternatives(starts);
  return compiler.program(start, starts);
}

/** A sequence, and in `starts` where each of its parts begins, with all that follow. */
export function compileSequence(parts: readonly ByteNode[]): Program {
  const compiler = new Compiler();
  let start = compiler.add(Op.match, 0, 0);
  const starts = [...parts].reverse().map((part) => (start = compiler.compile(part, start)));
  return compiler.program(start, starts.reverse());
}

class Compiler {
  private size = 0;
  private ops = new Uint8Array(1024);
  private next = new Int32Array(1024);
  private other = new Int32Array(1024);
  private readonly sets: ByteSet[] = [];
  private readonly setNumbers = new Map<ByteSet, number>();

  add(op: number, next: number, other: number): number {
    if (this.size >= MAX_INSTRUCTIONS) throw tooLarge();
    if (this.size === this.ops.length) this.grow();
    this.ops[this.size] = op;
    this.next[this.size] = next;
    this.other[this.size] = other;
    return this.size++;
  }

  program(start: number, starts: readonly number[]): Program {
    const { size, sets } = this;
    const ops = this.ops.slice(0, size);
    return {
      ...{ ops, next: this.next.slice(0, size), other: this.other.slice(0, size) },
      ...{ sets, start, starts },
      ...classesOf(sets, ops.includes(Op.assertion)),
    };
  }

  /** @returns where it begins; it goes on at `next` */
  compile(node: ByteNode, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'bytes':
        return this.add(Op.bytes, next, this.setNumber(node.set));
      case 'assertion':
        return this.add(Op.assertion, next, ASSERTIONS.indexOf(node.what));
      case 'sequence':
        return node.parts.reduceRight((behind, part) => this.compile(part, behind), next);
      case 'alternatives':
        return this.alternatives(node.branches.map((branch) => this.compile(branch, next)));
      case 'repeat':
        return this.repeat(node, next);
    }
  }

  /** Without any it begins where nothing goes on. */
  alternatives(starts: readonly number[]): number {
    if (starts.length === 0) return this.add(Op.bytes, 0, this.setNumber(NOTHING));
    return starts.reduceRight((second, first) => this.add(Op.split, first, second));
  }

  private repeat(node: ByteNode & { kind: 'repeat' }, next: number): number {
    let start = node.max === Infinity ? this.loop(node, next) : next;
    const optional = node.max === Infinity ? 0 : node.max - node.min;
    for (let count = 0; count < optional; count++) {
      start = this.choice(node.greedy, this.compile(node.node, start), next);
    }
    for (let count = 0; count < node.min; count++) {
      const { size } = this;
      start = this.compile(node.node, start);
      // Nothing any number of times is nothing.
      if (this.size === size) break;
    }
    return start;
  }

  private loop(node: ByteNode & { kind: 'repeat' }, next: number): number {
    const split = this.add(Op.split, next, next);
    const body = this.compile(node.node, split);
    (node.greedy ? this.next : this.other)[split] = body;
    return split;
  }

  private choice(greedy: boolean, inside: number, next: number): number {
    return greedy ? this.add(Op.split, inside, next) : this.add(Op.split, next, inside);
  }

  private setNumber(set: ByteSet): number {
    let number = this.setNumbers.get(set);
    if (number === undefined) {
      number = this.sets.push(set) - 1;
      this.setNumbers.set(set, number);
    }
    return number;
  }

  private grow(): void {
    const { ops, next, other, size } = this;
    this.ops = new Uint8Array(size * 2);
    this.next = new Int32Array(size * 2);
    this.other = new Int32Array(size * 2);
    this.ops.set(ops);
    this.next.set(next);
    this.other.set(other);
  }
}

const NOTHING: ByteSet = new Uint8Array(256);

function tooLarge(): CheckpointError {
  return new CheckpointError(
    'usage',
    'the patterns are too large once they are written out; search for fewer at a time',
  );
}

function classesOf(
  known: readonly ByteSet[],
  hasAssertions: boolean,
): Pick<Program, 'classes' | 'representatives' | 'hasAssertions'> {
  const sets = hasAssertions ? [...known, WORD_BYTES, singleByte(LINE_FEED)] : known;
  const classes = new Uint8Array(256);
  const representatives: number[] = [];
  // Refined set by set: bytes of one class stay together as long as the set has all of them or none.
  const next = new Int16Array(512);
  for (const set of sets) {
    next.fill(-1);
    let count = 0;
    for (let byte = 0; byte < 256; byte++) {
      const key = (classes[byte] ?? 0) * 2 + (set[byte] ?? 0);
      if (next[key] === -1) next[key] = count++;
      classes[byte] = next[key] ?? 0;
    }
  }
  classes.forEach((each, byte) => {
    representatives[each] ??= byte;
  });
  return { classes, representatives, hasAssertions };
}
