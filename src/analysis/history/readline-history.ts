import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { lineText, type TypedLine } from './command-line.js';
import type { WordMemory } from './word-memory.js';

/** An entry of the history: `struct _hist_entry { char *line; char *timestamp; histdata_t data; }` of readline. */
interface Entry {
  readonly line: string;
  readonly address: number;
  readonly time: number;
}

/** What the time begins with: bash sets the character of comments, other programs leave it zero. */
const TIME_STARTS = [0x23, 0];
const TIME = /^[0-9]{9,10}$/;
const LONGEST_TIME = '4294967295\0'.length;

/** Entries of one process: thousands are many. */
const MOST_ENTRIES = 1_000_000;

/**
 * Lines in the memory of bash, and of every program that readline keeps a history for. Each entry points to its
 * time, text of a form that nothing else has; the list is an array of pointers to entries that ends in a zero.
 */
export function readlineHistory(memory: WordMemory): TypedLine[] {
  const entries = entriesIn(memory);
  const list = longestList(memory, entries);
  const listed = new Set(list);
  const lineOf = (state: TypedLine['state']) => (entry: Entry) => ({
    ...{ by: 'readline', state, line: entry.line, address: entry.address, time: entry.time },
  });
  const loose = [...entries.keys()].filter((at) => !listed.has(at));
  const looseEntries = loose.flatMap((at) => entries.get(at) ?? []);
  return [
    ...list.flatMap((at) => entries.get(at) ?? []).map(lineOf('listed')),
    ...looseEntries.sort((a, b) => a.time - b.time).map(lineOf('loose')),
  ];
}

/** By the address of each. */
function entriesIn(memory: WordMemory): Map<number, Entry> {
  const times = new Map<number, number>();
  for (const start of TIME_STARTS) {
    for (const address of memory.aligned(start)) {
      const digits = memory.shortAt(address + 1, LONGEST_TIME)?.toString('latin1') ?? '';
      if (!TIME.test(digits)) continue;
      if (times.size >= MOST_ENTRIES) {
        throw new CheckpointError('limit', `more than ${MOST_ENTRIES} lines in its memory`);
      }
      times.set(address, Number(digits));
    }
  }
  const entries = new Map<number, Entry>();
  if (times.size === 0) return entries;
  for (const [address, word] of memory.words()) {
    const time = times.get(word);
    if (time === undefined) continue;
    const at = address - memory.wordSize;
    const text = memory.wordAt(at);
    const line = text === undefined ? undefined : lineText(memory.stringAt(text));
    if (text !== undefined && line !== undefined) entries.set(at, { line, address: text, time });
  }
  return entries;
}

/** Addresses of its entries. Arrays that were given up for a longer one are parts of it. */
function longestList(memory: WordMemory, entries: ReadonlyMap<number, Entry>): number[] {
  let longest: number[] = [];
  let run: number[] = [];
  let next: number | undefined;
  for (const [address, word] of memory.words()) {
    if (!entries.has(word)) continue;
    if (address === next) run.push(word);
    else run = [word];
    next = address + memory.wordSize;
    // The zero ends the run, too.
    if (run.length > longest.length && memory.wordAt(next) === 0) longest = run;
  }
  return longest;
}
