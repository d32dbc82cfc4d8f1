import type { Area } from '../../model/memory/areas.js';
import { lineText, type TypedLine } from './command-line.js';
import type { WordMemory } from './word-memory.js';

/** An interval of addresses. */
export interface Variables {
  readonly start: number;
  readonly end: number;
}

/** readline.c, DEFAULT_BUFFER_SIZE: the buffer grows by as much. */
const BUFFER_STEP = 256;
const MOST_BUFFER = 64 * 1024;

/** Variables of a program or library; those of readline take some kilobytes. */
const MOST_VARIABLES = 16 * 1024 * 1024;

/**
 * What stands in readline's line buffer, not yet entered. Its variables have no names in a memory: `rl_line_buffer`
 * and `the_line` point to the same text, the first beside the size of the buffer, and `rl_end` is as long as the
 * text.
 * @param variables the memory of the variables of the program, or of the library
 */
export function typedLine(
  memory: WordMemory,
  variables: readonly Variables[],
): TypedLine | undefined {
  for (const { start, end } of variables) {
    if (end - start > MOST_VARIABLES) {
      memory.skip(end - start);
      continue;
    }
    let lengths: ReadonlySet<number> | undefined;
    for (const [text, { count, isBeside }] of pointersIn(memory, { start, end })) {
      // The text itself is on the heap.
      if (text >= start && text < end) continue;
      if (count < 2 || !isBeside) continue;
      const bytes = memory.stringAt(text);
      const line = lineText(bytes);
      if (bytes === undefined || line === undefined) continue;
      lengths ??= intsIn(memory, { start, end });
      if (lengths.has(bytes.length))
        return { by: 'readline', state: 'typing', line, address: text };
    }
  }
  return undefined;
}

/** What looks like pointers, with how often each is there, and whether once beside the size of a buffer. */
function pointersIn(
  memory: WordMemory,
  { start, end }: Variables,
): Map<number, { count: number; isBeside: boolean }> {
  const pointers = new Map<number, { count: number; isBeside: boolean }>();
  for (let at = start; at < end; at += memory.wordSize) {
    const word = memory.wordAt(at) ?? 0;
    if (word < 4096 || word % memory.wordSize !== 0) continue;
    const pointer = pointers.get(word) ?? { count: 0, isBeside: false };
    pointer.count += 1;
    pointer.isBeside ||= isBesideSize(memory, at);
    pointers.set(word, pointer);
  }
  return pointers;
}

function isBesideSize(memory: WordMemory, at: number): boolean {
  return [-8, -4, memory.wordSize, memory.wordSize + 4].some((by) => {
    const size = memory.intAt(at + by) ?? 0;
    return size > 0 && size <= MOST_BUFFER && size % BUFFER_STEP === 0;
  });
}

/** Numbers that can be lengths of a text. */
function intsIn(memory: WordMemory, { start, end }: Variables): Set<number> {
  const ints = new Set<number>();
  for (let at = start; at < end; at += 4) {
    const int = memory.intAt(at) ?? 0;
    if (int > 0 && int <= MOST_BUFFER) ints.add(int);
  }
  return ints;
}

/**
 * Memory of the variables of programs and libraries of some name: what can be written of the mapped file, and what
 * follows it directly, which began as zeros.
 * @param areas by address
 */
export function variablesOf(
  areas: readonly Area[],
  isWanted: (name: string) => boolean,
): Variables[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end, name, permissions } of areas) {
    const last = found.at(-1);
    const follows = name === '' && last?.end === Number(start);
    if (!permissions.includes('w') || !(follows || isWanted(name))) continue;
    if (last?.end === Number(start)) last.end = Number(end);
    else found.push({ start: Number(start), end: Number(end) });
  }
  return found;
}
