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
    const pointers = new Map<number, number[]>();
    for (let at = start; at < end; at += memory.wordSize) {
      const word = memory.wordAt(at) ?? 0;
      if (word >= 4096 && word % memory.wordSize === 0)
        pointers.set(word, [...(pointers.get(word) ?? []), at]);
    }
    for (const [text, places] of pointers) {
      // The text itself is on the heap.
      if (text >= start && text < end) continue;
      if (places.length < 2 || !places.some((at) => isBesideSize(memory, at))) continue;
      const bytes = memory.stringAt(text);
      const line = lineText(bytes);
      if (bytes === undefined || line === undefined) continue;
      if (!hasInt(memory, { start, end }, bytes.length)) continue;
      return { by: 'readline', state: 'typing', line, address: text };
    }
  }
  return undefined;
}

function isBesideSize(memory: WordMemory, at: number): boolean {
  return [-8, -4, memory.wordSize, memory.wordSize + 4].some((by) => {
    const size = memory.intAt(at + by) ?? 0;
    return size > 0 && size <= MOST_BUFFER && size % BUFFER_STEP === 0;
  });
}

function hasInt(memory: WordMemory, { start, end }: Variables, wanted: number): boolean {
  for (let at = start; at < end; at += 4) if (memory.intAt(at) === wanted) return true;
  return false;
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
