import { describe, expect, test } from 'vitest';
import {
  growTrees,
  inTreeOrder,
  type TreeProcess,
} from '../../../src/analysis/inspection/process-tree.js';
import { madeChain } from '../../support/made-tree.js';

/** `1(2 3(4))`. */
function shapeOf({ pid, children }: TreeProcess): string {
  return children.length === 0 ? String(pid) : `${pid}(${children.map(shapeOf).join(' ')})`;
}

const grow = (pairs: readonly (readonly [pid: number, ppid: number])[], from?: readonly number[]) =>
  growTrees(
    pairs.map(([pid, ppid]) => ({ pid, ppid })),
    from && new Set(from),
  ).map(shapeOf);

const FAMILY = [
  [1, 0],
  [9, 1],
  [4, 1],
  [7, 9],
  [8, 7],
] as const;

describe('the trees of processes', () => {
  test('children stand below their parents by PID', () => {
    expect(grow(FAMILY)).toEqual(['1(4 9(7(8)))']);
  });

  test('one whose parent was not dumped is a root', () => {
    expect(
      grow([
        [8, 3],
        [5, 99],
        [6, 5],
      ]),
    ).toEqual(['5(6)', '8']);
  });

  test('of those that were asked for, one below another is in its tree, in whatever order', () => {
    expect(grow(FAMILY, [4, 7])).toEqual(['4', '7(8)']);
    expect(grow(FAMILY, [8, 9])).toEqual(['9(7(8))']);
  });

  test('a loop of parents loses nobody and names nobody twice', () => {
    expect(
      grow([
        [5, 6],
        [6, 5],
        [7, 6],
        [2, 2],
      ]),
    ).toEqual(['2', '5(6(7))']);
    expect(
      grow(
        [
          [5, 6],
          [6, 5],
          [7, 6],
        ],
        [6],
      ),
    ).toEqual(['6(5 7)']);
    expect(
      grow(
        [
          [5, 6],
          [6, 5],
        ],
        [5, 6],
      ),
    ).toEqual(['5(6)']);
  });

  test('a chain of any length', () => {
    const order = inTreeOrder(growTrees(madeChain(100_000)));
    expect(order.map(({ pid }) => pid)).toEqual(madeChain(100_000).map(({ pid }) => pid));
  });
});
