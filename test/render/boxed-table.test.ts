import { describe, expect, test } from 'vitest';
import { renderTable } from '../../src/render/boxed-table.js';
import { displayWidth } from '../../src/render/display-width.js';
import { renderFittedTable } from '../../src/render/fitted-table.js';

interface Row {
  readonly name: string;
  readonly count: number;
}

const columns = [
  { title: 'NAME', cell: (row: Row) => row.name },
  { title: 'COUNT', cell: (row: Row) => String(row.count), align: 'right' as const },
];

test('rules off the titles and nothing else', () => {
  const rows = [
    { name: 'a', count: 1 },
    { name: 'longer', count: 12345678 },
    { name: '', count: 3 },
  ];
  expect(renderTable(columns, rows)).toBe(
    [
      '+--------+----------+',
      '|  NAME  |  COUNT   |',
      '+--------+----------+',
      '| a      |        1 |',
      '| longer | 12345678 |',
      '|        |        3 |',
      '+--------+----------+',
      '',
    ].join('\n'),
  );
});

test('counts wide characters as two columns', () => {
  const lines = renderTable(columns, [{ name: '世界', count: 1 }]).split('\n');
  expect(lines[3]).toBe('| 世界 |     1 |');
  expect(lines[0]).toBe('+------+-------+');
});

test('keeps a cell on one line and its control characters out', () => {
  const lines = renderTable(columns, [{ name: 'x\n\u001b]0;t\u0007', count: 1 }]).split('\n');
  expect(lines[3]).toContain('| x\\n\\x1b]0;t\\x07 |');
  expect(lines).toHaveLength(6);
});

test('a cell that holds what cells are set apart with stays one', () => {
  const name = 'a | 1 |\n| b │ ─ ｜ c';
  const [, , , line = '', end] = renderTable(columns, [{ name, count: 1 }]).split('\n');
  expect(line).toBe('| a \\x7c 1 \\x7c\\n\\x7c b \\u2502 \\u2500 \\uff5c c |     1 |');
  expect(end).toMatch(/^\+-+\+-+\+$/);
});

test('narrows the widest texts to a terminal, never counts', () => {
  const flexible = [
    { title: 'NAME', cell: (row: Row) => row.name, flexible: true },
    ...columns.slice(1),
  ];
  const rows = [
    { name: 'a name that is rather long', count: 1234567 },
    { name: '世界世界世界世界世界', count: 3 },
  ];
  const lines = renderTable(flexible, rows, { fit: 24 }).trimEnd().split('\n');
  expect(lines.map(displayWidth)).toEqual([24, 24, 24, 24, 24, 24]);
  expect(lines[3]).toBe('| a name th… | 1234567 |');
  // A wide character is not cut in two.
  expect(lines[4]).toBe('| 世界世界…  |       3 |');
  expect(renderTable(flexible, rows)).toContain('| a name that is rather long |');
});

describe('on a narrow terminal', () => {
  const rows = [
    { name: 'x'.repeat(200), count: 1 },
    { name: 'y\n|\u001b', count: 2 },
    { name: '', count: 3 },
  ];

  test('each row is a block of lines, of which nothing is cut', () => {
    expect(renderFittedTable(columns, rows, { fit: 99 })).toBe(
      `NAME   ${'x'.repeat(200)}\nCOUNT  1\n\nNAME   y\\n|\\x1b\nCOUNT  2\n\nCOUNT  3\n`,
    );
  });

  test.each([
    // A name of 200, a count, and what frames them.
    [100, false],
    [211, false],
    [212, true],
    [undefined, true],
  ])('and where there are %s, a table if it has room: %s', (fit, isTable) => {
    const shown = renderFittedTable(columns, rows, { fit });
    expect(shown === renderTable(columns, rows, { fit })).toBe(isTable);
    expect(shown).toMatch(isTable ? /^\+-/ : /^NAME +x/);
  });
});
