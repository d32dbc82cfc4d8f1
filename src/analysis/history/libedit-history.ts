import { lineText, type TypedLine } from './command-line.js';
import type { WordMemory } from './word-memory.js';

/** `hentry_t` of libedit's history.c: number, text, data, next, previous. In words from its beginning on. */
const TEXT = 1;
const NEXT = 3;
const PREVIOUS = 4;

/**
 * The entries are a ring with the head of the list in it, which has no text. The dynamic linker has lists of the
 * same form: only here each has the number behind that of the one before.
 */
export function libeditHistory(memory: WordMemory): TypedLine[] {
  const { wordSize } = memory;
  const found: (TypedLine & { readonly number: number })[] = [];
  for (const [address, next] of memory.words()) {
    const at = address - NEXT * wordSize;
    const previous = memory.wordAt(at + PREVIOUS * wordSize);
    if (previous === undefined || memory.wordAt(next + PREVIOUS * wordSize) !== at) continue;
    if (memory.wordAt(previous + NEXT * wordSize) !== at) continue;
    const number = memory.intAt(at) ?? 0;
    const beside = [next, previous].map((each) => Math.abs((memory.intAt(each) ?? 0) - number));
    if (number <= 0 || !beside.includes(1)) continue;
    const text = memory.wordAt(at + TEXT * wordSize) ?? 0;
    const line = lineText(memory.stringAt(text))?.replace(/\n$/, '');
    if (line === undefined || line === '') continue;
    found.push({ by: 'libedit', state: 'listed', line, address: text, number });
  }
  return found.sort((a, b) => a.number - b.number).map(({ number: _, ...line }) => line);
}
