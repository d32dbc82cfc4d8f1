import { describe, expect, test } from 'vitest';
import { history, type HistoryLine } from '../../../src/analysis/history/history.js';
import { busyboxHistory } from '../../../src/analysis/history/busybox-history.js';
import { WordMemory } from '../../../src/analysis/history/word-memory.js';
import type { MemoryView } from '../../../src/model/memory/memory-view.js';
import { FIRST_PAGE, memoryOf } from '../../support/memory-of.js';
import { PAGE } from '../../support/memory-images.js';

const START = FIRST_PAGE * PAGE;

/** Memory that pointers are written into: text and structures, one behind the other. */
class Heap {
  readonly bytes = Buffer.alloc(2 * PAGE);
  private end = 64;

  constructor(readonly wordSize: 4 | 8 = 8) {}

  text(value: string): number {
    const at = this.take(value.length + 1);
    this.bytes.write(value, at, 'latin1');
    return START + at;
  }

  /** Words, such as pointers; ints of eight bytes are given as one. */
  words(...values: readonly number[]): number {
    const at = this.take(values.length * this.wordSize);
    values.forEach((value, index) => {
      this.set(START + at + index * this.wordSize, value);
    });
    return START + at;
  }

  set(address: number, value: number): void {
    if (this.wordSize === 4) this.bytes.writeUInt32LE(value, address - START);
    else this.bytes.writeBigUInt64LE(BigInt(value), address - START);
  }

  ints(address: number, ...values: readonly number[]): void {
    values.forEach((value, index) => this.bytes.writeInt32LE(value, address - START + index * 4));
  }

  private take(size: number): number {
    const at = this.end;
    this.end += Math.ceil(size / 16) * 16;
    return at;
  }
}

/** With a stack where processes of 32 and 64 bits have theirs. */
function viewOf({ bytes, wordSize }: Heap): MemoryView {
  return memoryOf(bytes, (wordSize === 4 ? 0xffff_0000 : 0x7f00_0000_0000) / PAGE);
}

async function linesOf(heap: Heap): Promise<HistoryLine[]> {
  const view = viewOf(heap);
  const found: HistoryLine[] = [];
  const { processes } = view;
  for await (const line of history(view, { processes, isChosen: true })) found.push(line);
  return found;
}

const told = (lines: readonly HistoryLine[]) =>
  lines.map(({ by, state, line, time }) => [by, state, line, time]);

describe('readline', () => {
  test('entries in the order of the list, whatever is older; those that are in none are loose', async () => {
    const heap = new Heap();
    const entry = (line: string, time: string) => heap.words(heap.text(line), heap.text(time), 0);
    const third = entry('third', '#1700000003');
    const first = entry('first', '#1700000001');
    entry('deleted', '#1700000009');
    // Other programs than bash leave the character of comments zero.
    const second = entry('second', '\u00001700000002');
    heap.words(first, second, third, 0);
    // Given up for the longer one.
    heap.words(first, second);
    expect(told(await linesOf(heap))).toEqual([
      ['readline', 'listed', 'first', 1700000001],
      ['readline', 'listed', 'second', 1700000002],
      ['readline', 'listed', 'third', 1700000003],
      ['readline', 'loose', 'deleted', 1700000009],
    ]);
  });

  test('pointers to nothing, and text that is none, are no lines', async () => {
    const heap = new Heap();
    heap.words(0x1234, heap.text('#1700000001'), 0);
    heap.words(heap.text('\u0001\u0002'), heap.text('#1700000001'), 0);
    heap.words(heap.text('no time'), heap.text('#17000000011'), 0);
    expect(await linesOf(heap)).toEqual([]);
  });
});

test('readline in a process of 32 bits', async () => {
  const heap = new Heap(4);
  const entry = (line: string, time: string) => heap.words(heap.text(line), heap.text(time), 0);
  const first = entry('first', '#1700000001');
  const second = entry('second', '#1700000002');
  heap.words(first, second, 0);
  entry('deleted', '#1700000009');
  expect(told(await linesOf(heap))).toEqual([
    ['readline', 'listed', 'first', 1700000001],
    ['readline', 'listed', 'second', 1700000002],
    ['readline', 'loose', 'deleted', 1700000009],
  ]);
});

describe('busybox: line_input_t, whose last member is the array of lines', () => {
  const LINES = ['ls /', 'cat /etc/passwd', 'vi x'];
  const linesIn = (heap: Heap) => {
    const [process] = viewOf(heap).processes;
    if (process === undefined) throw new Error('no process');
    return busyboxHistory(new WordMemory(process)).map(({ line, address }) => [line, address]);
  };

  /**
   * flags, timeout, path_lookup; cnt_history, cur_history, max_history; where histories are saved
   * cnt_history_in_file and hist_file; history[].
   */
  const structure = (heap: Heap, isSaved: boolean, count: number) => {
    const texts = LINES.map((line) => heap.text(line));
    const { wordSize } = heap;
    const ints = 8 + wordSize;
    const array = isSaved ? ints + 16 + wordSize : ints + (wordSize === 8 ? 16 : 12);
    const at = heap.words(...new Array<number>(16).fill(0));
    heap.ints(at + ints, count, count, 255);
    texts.forEach((text, index) => {
      heap.set(at + array + index * wordSize, text);
    });
    return texts.map((text, index) => [LINES[index], text]);
  };

  test.each([
    [4, false],
    [4, true],
    [8, false],
    [8, true],
  ] as const)('words of %d bytes, saved to a file: %s', (wordSize, isSaved) => {
    const heap = new Heap(wordSize);
    const lines = structure(heap, isSaved, 3);
    expect(linesIn(heap)).toEqual(lines);
  });

  test('counts that cannot be are none', () => {
    const heap = new Heap();
    structure(heap, true, 300);
    expect(linesIn(heap)).toEqual([]);
  });
});

test('zsh: a ring of entries with times', async () => {
  const heap = new Heap();
  const entry = (line: string, time: number) =>
    heap.words(0, heap.text(line), 0, 0, 0, 0, time, time + 1, 0, 0, 1);
  // An é is kept behind 0x83, with a bit turned.
  const entries = [entry('ls -l', 1700000001), entry('echo \u00c3\u0083\u0089', 1700000005)];
  const [one = 0, two = 0] = entries;
  for (const [at, up, down] of [
    [one, two, two],
    [two, one, one],
  ] as const) {
    heap.set(at + 24, up);
    heap.set(at + 32, down);
  }
  expect(told(await linesOf(heap))).toEqual([
    ['zsh', 'listed', 'ls -l', 1700000001],
    ['zsh', 'listed', 'echo \u00e9', 1700000005],
  ]);
});

test("libedit: a ring with its head; the dynamic linker's list of libraries is none", async () => {
  const ring = (heap: Heap, numbers: readonly number[], texts: readonly string[]) => {
    const entries = texts.map((text, index) =>
      heap.words(numbers[index] ?? 0, text === '' ? 0 : heap.text(text), 0, 0, 0),
    );
    entries.forEach((at, index) => {
      heap.set(at + 24, entries[(index + 1) % entries.length] ?? 0);
      heap.set(at + 32, entries.at(index - 1) ?? 0);
    });
  };
  const typed = new Heap();
  ring(typed, [0, 2, 1], ['', 'select 2;\n', 'select 1;']);
  expect(told(await linesOf(typed))).toEqual([
    ['libedit', 'listed', 'select 1;', undefined],
    ['libedit', 'listed', 'select 2;', undefined],
  ]);
  const linked = new Heap();
  ring(linked, [0x55550000, 0x7f110000, 0x7f220000], ['/a', '/lib/libc.so.6', '/lib/ld.so']);
  expect(await linesOf(linked)).toEqual([]);
});

describe('forged lists', () => {
  test('entries that share one long text are given up, and told', async () => {
    const [length, entries] = [60_000, 1200];
    const bytes = Buffer.alloc(20 * PAGE);
    bytes.fill('x', 0, length);
    bytes.write('#1700000000', length + 8, 'latin1');
    for (let index = 0; index < entries; index++) {
      const at = length + 32 + index * 16;
      bytes.writeBigUInt64LE(BigInt(START + (index % 100)), at);
      bytes.writeBigUInt64LE(BigInt(START + length + 8), at + 8);
    }
    const view = memoryOf(bytes, 0x7f00_0000_0000 / PAGE);
    const found: HistoryLine[] = [];
    const { processes } = view;
    for await (const line of history(view, { processes, isChosen: true })) found.push(line);
    expect(found).toEqual([]);
    expect(view.checkpoint.damage.list.map(({ code }) => code)).toEqual(['limit']);
    expect(view.checkpoint.damage.list[0]?.message).toContain('of PID 1 there may be more lines');
  });

  test('memory that is too much to be looked at is told', () => {
    const [process] = viewOf(new Heap()).processes;
    if (process === undefined) throw new Error('no process');
    expect(() => {
      new WordMemory(process).checkWhole();
    }).not.toThrow();
    // The heap has two pages, the stack one.
    const part = new WordMemory(process, PAGE);
    expect(part.wordAt(START)).toBeUndefined();
    expect(() => {
      part.checkWhole();
    }).toThrow(`${2 * PAGE} bytes of memory were not looked at`);
  });

  test('memory is looked up wherever its regions lie', () => {
    const heap = new Heap();
    const { processes } = viewOf(heap);
    const [process] = processes;
    if (process === undefined) throw new Error('one process');
    const memory = new WordMemory(process);
    expect([memory.wordAt(START), memory.wordAt(START - 8), memory.wordAt(0)]).toEqual([
      0,
      undefined,
      undefined,
    ]);
    expect(memory.wordAt(0x7f00_0000_0000)).toBeTypeOf('number');
    expect(memory.wordAt(START)).toBe(0);
  });
});
