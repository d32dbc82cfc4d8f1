import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../../src/tables/choose-columns.js';
import { AlignedTable, type AlignedLook } from '../../../src/render/visitors/aligned-table.js';
import { ROW_FORMATS, visitorOf, type RowFormat } from '../../../src/render/visitors/formats.js';
import type { VisitorOptions } from '../../../src/render/visitors/visitor.js';
import { placed, rows, sample, type Sample } from '../../tables/sample-table.js';

async function render(
  format: RowFormat,
  all: readonly Sample[],
  columns: string,
  options: VisitorOptions = {},
): Promise<string> {
  const table = columns === '' ? sample : chooseColumns(sample, columns.split(','));
  const visitor = await visitorOf(format, table, { chosen: columns !== '', ...options });
  const parts = all.map((row) => visitor.row(placed(row)));
  return [visitor.begin(), ...parts, visitor.end()].join('');
}

/** Everything that was ever taken for the end of a cell, a row, or a table. */
const HOSTILE = [
  '=cmd|"/c calc"!A1',
  '+1',
  '-2+3',
  '@SUM(A1)',
  "'=1",
  '<script>alert(1)</script>',
  '| a | b |',
  '+---+---+',
  'a,b;c\td',
  'two\nlines',
  'two\r\nlines',
  'a  b   c',
  ' blanks ',
  '\u001b[31mred\u001b[0m',
  'quote"d',
];

describe('aligned text', () => {
  test('has titles in capitals, numbers right, and nothing behind the last cell', async () => {
    expect(await render('table', rows, 'pid,comm,size')).toBe(
      'PID  COMM     SIZE\n  7  bash  2.0 KiB\n 12  ?         3 B\n  1  init        -\n',
    );
  });

  test('goes without titles', async () => {
    expect(await render('table', rows.slice(0, 1), 'pid,comm', { noHeaders: true })).toBe(
      '7  bash\n',
    );
  });

  test('shows addresses in hexadecimal, modes in octal, lists in one cell', async () => {
    const text = await render('table', rows, 'start,mode,words,holders');
    expect(text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['START', 'MODE', 'WORDS', 'HOLDERS'],
      ['0x7fffffffffffffff', '0644', 'a b', '-'],
      ['?', '-', '-', '-'],
      ['-', '4755', '-', '1/3'],
      [''],
    ]);
  });

  test('has columns for wide output only there, and archives where there are several', async () => {
    const titles = async (format: RowFormat, options?: VisitorOptions) =>
      (await render(format, rows, '', options)).split('\n')[0]?.split(/ +/);
    expect(await titles('table')).toEqual(['PID', 'COMM', 'START', 'MODE', 'SIZE', 'WORDS']);
    expect(await titles('table', { severalArchives: true })).toContain('ARCHIVE');
    expect(await titles('wide')).toEqual(
      'ARCHIVE CONTAINER PID COMM START MODE SIZE WORDS RUNNING HOLDERS'.split(' '),
    );
  });

  test('keeps a cell one cell and a row one line, whatever is in it', async () => {
    const hostile = HOSTILE.map((comm, pid): Sample => ({ pid, comm, mode: 0 }));
    const lines = (await render('table', hostile, 'pid,comm,mode')).trimEnd().split('\n');
    expect(lines).toHaveLength(HOSTILE.length + 1);
    for (const line of lines) {
      expect(line.trimStart().split(/ {2,}/)).toHaveLength(3);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
    // A blank at the end of a name would not be seen.
    expect(await render('table', [{ pid: 1, comm: 'evil ' }], 'pid,comm')).toContain(
      '1  evil\\x20\n',
    );
  });

  test('takes every kind of blank for one', async () => {
    const comm = 'a\u00a0\u2003b \u3000c\u00a0';
    expect(await render('table', [{ pid: 1, comm, mode: 0 }], 'comm,mode')).toContain(
      'a\u00a0\\u2003b \\u3000c\\u00a0  0000\n',
    );
  });

  test('with one blank between columns has none in a cell but the last', () => {
    const look: AlignedLook = { gap: 1, blanks: 'all' };
    const table = chooseColumns(sample, ['comm', 'pid', 'words']);
    const visitor = new AlignedTable(table, { chosen: true }, look);
    visitor.row(placed({ pid: 1, comm: 'Web Content', words: ['x', 'y'] }));
    visitor.row(placed({ pid: 2, comm: '' }));
    expect(visitor.end()).toBe(
      'COMM           PID WORDS\nWeb\\x20Content   1 x y\n""               2 -\n',
    );
  });

  test('counts the columns of a terminal, not characters', async () => {
    const wide = ['世界', 'ab', 'e\u0301', '👍'].map((comm): Sample => ({ pid: 1, comm }));
    expect(await render('table', wide, 'comm,pid')).toBe(
      'COMM  PID\n世界    1\nab      1\ne\u0301       1\n👍      1\n',
    );
  });

  test('cuts its widest texts to the terminal, and nothing else', async () => {
    const long: Sample = { pid: 123456, comm: 'x'.repeat(50), words: ['y'.repeat(30)], size: 1n };
    const lines = async (fit?: number) =>
      (await render('table', [long], 'pid,comm,words,size', { fit })).trimEnd().split('\n');
    expect((await lines()).at(-1)).toHaveLength(6 + 2 + 50 + 2 + 30 + 2 + 4);
    const [, cut = ''] = await lines(60);
    expect(cut).toHaveLength(60);
    expect(cut).toBe(`123456  ${'x'.repeat(21)}…  ${'y'.repeat(21)}…   1 B`);
    // Too narrow for anything: numbers stay whole.
    expect((await lines(20)).at(-1)).toContain('123456  xxxxxxx…  yyyyyyy…   1 B');
    const [, half = ''] = (
      await render('table', [{ pid: 1, comm: '世'.repeat(30) }], 'pid,comm', { fit: 20 })
    ).split('\n');
    expect(half).toBe(`  1  ${'世'.repeat(7)}…`);
  });
});

describe('JSON', () => {
  test('tells what is absent once: null, and the reason in the same object', async () => {
    expect(JSON.parse(await render('json', rows.slice(1, 2), ''))).toEqual([
      {
        archive: 'a.tar',
        container: null,
        pid: 12,
        comm: null,
        start: null,
        start_hex: null,
        size: 3,
        absent: {
          container: 'there is no config.dump',
          comm: 'core-12.img is not here',
          start: 'no mm',
        },
      },
    ]);
  });

  test('has exact integers, and their text beside addresses', async () => {
    const text = await render('jsonl', rows.slice(0, 1), 'start,mode,words');
    expect(text).toBe(
      '{"start":9223372036854775807,"start_hex":"0x7fffffffffffffff","mode":"0644","words":["a","b"]}\n',
    );
  });

  test('has rows of a row as objects', async () => {
    const [row] = JSON.parse(await render('json', rows.slice(2), 'holders')) as unknown[];
    expect(row).toEqual({ holders: [{ pid: 1, fd: 3 }] });
  });

  test('is an array of what JSON lines has a line for', async () => {
    const array = JSON.parse(await render('json', rows, '')) as unknown[];
    const lines = (await render('jsonl', rows, '')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(array);
    expect(await render('json', [], '')).toBe('[]\n');
    expect(await render('jsonl', [], '')).toBe('');
  });

  test('escapes what could command a terminal, and changes no value', async () => {
    const hostile = HOSTILE.map((comm, pid): Sample => ({ pid, comm }));
    const text = await render('json', hostile, 'comm');
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(JSON.parse(text)).toEqual(HOSTILE.map((comm) => ({ comm })));
  });
});

describe('CSV', () => {
  test('is as RFC 4180 says, under the names of JSON', async () => {
    expect(await render('csv', rows, 'pid,comm,start,mode,size,words,running')).toBe(
      'pid,comm,start,start_hex,mode,size,words,running\r\n' +
        '7,bash,9223372036854775807,0x7fffffffffffffff,0644,2048,a b,\r\n' +
        '12,,,,,3,,\r\n' +
        '1,init,,,4755,,,true\r\n',
    );
    expect(await render('csv', rows.slice(0, 1), 'pid', { noHeaders: true })).toBe('7\r\n');
  });

  test('keeps a cell one cell and guards what a spreadsheet would run', async () => {
    const hostile = HOSTILE.map((comm, pid): Sample => ({ pid, comm }));
    const text = await render('csv', hostile, 'pid,comm', { noHeaders: true });
    const records = parseCsv(text);
    expect(records.map(([pid]) => pid)).toEqual(HOSTILE.map((_, index) => String(index)));
    expect(records.map(([, comm]) => comm)).toEqual([
      `'=cmd|"/c calc"!A1`,
      "'+1",
      "'-2+3",
      "'@SUM(A1)",
      "''=1",
      '<script>alert(1)</script>',
      '| a | b |',
      "'+---+---+",
      'a,b;c\td',
      'two\nlines',
      'two\\r\nlines',
      'a  b   c',
      ' blanks ',
      '\\x1b[31mred\\x1b[0m',
      'quote"d',
    ]);
  });

  test('leaves numbers alone', async () => {
    expect(await render('csv', [{ pid: -1, comm: 'x' }], 'pid', { noHeaders: true })).toBe(
      '-1\r\n',
    );
  });

  test('has rows of a row as JSON', async () => {
    const text = await render('csv', rows.slice(2), 'holders', { noHeaders: true });
    expect(parseCsv(text)).toEqual([['[{"pid":1,"fd":3}]']]);
  });
});

test('every form tells every row', async () => {
  const many = Array.from({ length: 600 }, (_, pid): Sample => ({ pid, comm: 'x' }));
  for (const format of ROW_FORMATS) {
    const text = await render(format, many, 'pid');
    expect(text.match(/\d+/g)).toEqual(many.map(({ pid }) => String(pid)));
  }
});

/** A reader of RFC 4180 by the letter. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let record: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(cell)) {
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}
