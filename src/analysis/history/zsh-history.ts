import { lineText, type TypedLine } from './command-line.js';
import type { WordMemory } from './word-memory.js';

/**
 * `struct histent` of zsh.h: a hash node (next, name, flags), up, down, zle_text, and the times of start and end,
 * 64 bits each. In words from its beginning on.
 */
const NAME = 1;
const UP = 3;
const DOWN = 4;
const TIMES = 6;

/** Zsh is from 1990; further than a few decades ahead no clock is. */
const FIRST_TIME = 600_000_000;
const LAST_TIME = 2 ** 32;

/** The entries are a ring; a bare pointer back from both neighbours and times that there can be tell one. */
export function zshHistory(memory: WordMemory): TypedLine[] {
  const { wordSize } = memory;
  const found: TypedLine[] = [];
  for (const [address, up] of memory.words()) {
    const at = address - UP * wordSize;
    const down = memory.wordAt(at + DOWN * wordSize);
    if (down === undefined || memory.wordAt(up + DOWN * wordSize) !== at) continue;
    if (memory.wordAt(down + UP * wordSize) !== at) continue;
    const time = memory.wordAt(at + TIMES * wordSize) ?? 0;
    if (time < FIRST_TIME || time > LAST_TIME) continue;
    const text = memory.wordAt(at + NAME * wordSize) ?? 0;
    const line = lineText(unmetafied(memory.stringAt(text)));
    if (line !== undefined) found.push({ by: 'zsh', state: 'listed', line, address: text, time });
  }
  return found.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
}

/** zsh keeps some bytes behind 0x83, with a bit turned (zsh.h, Meta). */
function unmetafied(bytes: Buffer | undefined): Uint8Array | undefined {
  if (bytes?.includes(0x83) !== true) return bytes;
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const isMeta = bytes[at] === 0x83 && at + 1 < bytes.length;
    plain.push(isMeta ? (bytes[++at] ?? 0) ^ 0x20 : (bytes[at] ?? 0));
  }
  return Uint8Array.from(plain);
}
