import { describe, expect, test } from 'vitest';
import { inspect } from '../../../src/analysis/inspection/inspect.js';
import { inspectionJson } from '../../../src/render/inspection/json.js';
import { inspectionText } from '../../../src/render/inspection/tree.js';
import { jsonText } from '../../../src/render/json.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { madeChain, madeTree } from '../../support/made-tree.js';
import { ALL, EVERYTHING } from './everything.js';

interface ProcessJson {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  readonly children?: readonly ProcessJson[];
  readonly child_pids?: readonly number[];
}
interface TreeJson {
  readonly process_tree: ProcessJson;
  readonly other_process_trees?: readonly ProcessJson[];
  readonly deeper_processes?: readonly ProcessJson[];
  readonly notes?: readonly string[];
}

type Relations = readonly { readonly pid: number; readonly ppid: number }[];
const told = (processes: Relations) => inspect(madeCheckpoint(madeTree(processes)), EVERYTHING);
const jsonOf = (processes: Relations) =>
  [...jsonText(inspectionJson(told(processes), ALL))].join('');
const textOf = (processes: Relations) => [...inspectionText(told(processes), ALL)].join('');

const flat = (length: number) =>
  Array.from({ length }, (_, index) => ({ pid: index + 1, ppid: index === 0 ? 0 : 1 }));

describe('a chain of processes', () => {
  const chain = madeChain(250);
  const json = JSON.parse(jsonOf(chain)) as TreeJson;

  test('is nested as far as anybody looks, and goes on as a list that names parents', () => {
    const nested: ProcessJson[] = [];
    for (let next: ProcessJson | undefined = json.process_tree; next; next = next.children?.[0]) {
      nested.push(next);
    }
    const all = [...nested, ...(json.deeper_processes ?? [])];
    expect(all.map(({ pid, ppid }) => ({ pid, ppid }))).toEqual(chain);
    const last = nested.at(-1);
    expect(last?.child_pids).toEqual([(last?.pid ?? 0) + 1]);
    expect(json.notes?.[0]).toContain(
      `nested ${nested.length} levels deep; below them ${250 - nested.length} processes are`,
    );
  });

  test('has as much text as the same processes side by side, and half as much again at most', () => {
    expect(jsonOf(chain).length).toBeLessThan(1.5 * jsonOf(flat(250)).length);
    expect(textOf(chain).length).toBeLessThan(1.5 * textOf(flat(250)).length);
  });

  test('is drawn with every process once', () => {
    const found = [...textOf(chain).matchAll(/\[(\d+)\] {2}made-(\d+)/g)];
    expect(found.map(([, pid]) => Number(pid))).toEqual(chain.map(({ pid }) => pid));
    expect(textOf(chain)).toMatch(/Processes deeper than \d+ levels: \d+\n/);
  });

  test('of a length that no stack holds', () => {
    const long = madeChain(3000);
    const { deeper_processes: deeper = [] } = JSON.parse(jsonOf(long)) as TreeJson;
    expect(deeper.at(-1)).toMatchObject({ pid: 3000, ppid: 2999, comm: 'made-3000' });
  });
});

test('a tree of usual depth is nested as a whole', () => {
  const json = JSON.parse(jsonOf(madeChain(20))) as TreeJson;
  expect(json.deeper_processes).toBeUndefined();
  expect(json.notes).toBeUndefined();
});
