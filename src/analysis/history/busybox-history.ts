import { lineText, type TypedLine } from './command-line.js';
import type { WordMemory } from './word-memory.js';

/** MAX_HISTORY of the builds that there are. */
const MOST_LINES = 9999;

/**
 * `line_input_t` of busybox's libbb.h: how many lines there are, the current one and the most, as ints; then, where
 * histories are saved, how many are in the file and its name; then an array of pointers to the lines.
 */
export function busyboxHistory(memory: WordMemory): TypedLine[] {
  const { wordSize } = memory;
  for (const [address] of memory.words()) {
    for (const before of [16 + wordSize, 12 + (wordSize - 4)]) {
      const count = memory.intAt(address - before) ?? 0;
      const current = memory.intAt(address - before + 4) ?? -1;
      const most = memory.intAt(address - before + 8) ?? 0;
      if (count < 1 || most < count || most > MOST_LINES || current < 0 || current > count)
        continue;
      const lines = linesAt(memory, address, count);
      if (lines !== undefined) return lines;
    }
  }
  return [];
}

function linesAt(memory: WordMemory, address: number, count: number): TypedLine[] | undefined {
  const lines: TypedLine[] = [];
  for (let index = 0; index < count; index++) {
    const text = memory.wordAt(address + index * memory.wordSize) ?? 0;
    const line = lineText(memory.stringAt(text));
    if (line === undefined) return undefined;
    lines.push({ by: 'busybox', state: 'listed', line, address: text });
  }
  return lines;
}
