import { expect, test } from 'vitest';
import { renderTable } from '../../src/render/boxed-table.js';

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
