import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ReadAhead } from '../../../src/analysis/yara/read-ahead.js';

/** Turns of the event loop in which everything that can be done is done. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await setImmediate();
}

function counted(count: number): { readonly made: number[]; all(): AsyncGenerator<number> } {
  const made: number[] = [];
  return {
    made,
    async *all() {
      for (let each = 1; each <= count; each++) {
        made.push(each);
        yield await Promise.resolve(each);
      }
    },
  };
}

test('things are made before they are asked for, as many as may lie ready', async () => {
  const source = counted(6);
  const ahead = new ReadAhead(source.all(), () => 10, 25);
  expect(source.made).toEqual([]);
  await settle();
  expect(source.made).toEqual([1, 2, 3]);
  const taken: number[] = [];
  for await (const each of ahead.all()) taken.push(each);
  expect(taken).toEqual([1, 2, 3, 4, 5, 6]);
});

test('what is larger than all that may lie ready comes as well', async () => {
  const ahead = new ReadAhead(counted(3).all(), () => 100, 25);
  const taken: number[] = [];
  for await (const each of ahead.all()) taken.push(each);
  expect(taken).toEqual([1, 2, 3]);
});

test('what goes wrong is told to whoever comes to it', async () => {
  const failing = async function* () {
    yield await Promise.resolve(1);
    throw new Error('broken');
  };
  const ahead = new ReadAhead(failing(), () => 0, 1);
  await settle();
  const all = ahead.all();
  expect(await all.next()).toEqual({ done: false, value: 1 });
  await expect(all.next()).rejects.toThrow('broken');
});

test('whoever is left makes no more, and has ended', async () => {
  const source = counted(100);
  const ahead = new ReadAhead(source.all(), () => 10, 15);
  await settle();
  await ahead.leave();
  expect(source.made).toEqual([1, 2]);
  const unasked = counted(100);
  await new ReadAhead(unasked.all(), () => 0, 1).leave();
  expect(unasked.made).toEqual([]);
});
