import { expect, test } from 'vitest';
import { dataNode, node, treeText, type TreeNode } from '../../src/render/tree.js';

const textOf = (root: TreeNode) => [...treeText(root)].join('');

test('branches are drawn as checkpointctl draws them', () => {
  const root = node('root', [
    node('a', [node('b', [], 'tag')]),
    node('c', [node('d', [node('e')])]),
  ]);
  expect(textOf(root)).toBe('root\n├── a\n│   └── [tag]  b\n└── c\n    └── d\n        └── e\n');
});

test('children are made when they are drawn, one ahead', () => {
  const made: number[] = [];
  function* children() {
    for (let each = 0; each < 9; each++) {
      made.push(each);
      yield node(String(each));
    }
  }
  const lines = treeText(node('root', children()));
  lines.next();
  lines.next();
  expect(made).toEqual([0, 1]);
});

test('no depth is too deep', () => {
  let deep = node('0');
  for (let level = 1; level < 5000; level++) deep = node(String(level), [deep]);
  let count = 0;
  for (const line of treeText(deep)) count += line.endsWith('\n') ? 1 : 0;
  expect(count).toBe(5000);
});

test('data: small objects on one line, what is empty told as none, modes octal', () => {
  const data = {
    clocks: { monotonic_ns: 1n, boottime_ns: 2n },
    permissions: 0o644,
    privileged: false,
    volumes: [],
    ports: [],
    lost: { absent: 'spec.dump has none' },
  };
  expect(textOf(dataNode('data', data)).split('\n').slice(1, -1)).toEqual([
    '├── clocks: monotonic ns 1, boottime ns 2',
    '├── permissions: 0644',
    '├── privileged: no',
    '├── lost: unavailable: spec.dump has none',
    '└── volumes, ports: none',
  ]);
});

test('text of an archive cannot command a terminal', () => {
  expect(textOf(node('a\u001b[2J', [node('b\nc', [], '\u202e')]))).toBe(
    'a\\x1b[2J\n└── [\\u202e]  b\\nc\n',
  );
});
