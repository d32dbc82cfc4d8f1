import { describe, expect, test } from 'vitest';
import { absent } from '../../src/model/absent.js';
import { chooseColumns } from '../../src/tables/choose-columns.js';
import { parseFilters } from '../../src/tables/filter-rows.js';
import { parseSort } from '../../src/tables/sort-rows.js';
import { placed, rows, sample, type Sample } from './sample-table.js';

function kept(...filters: string[]): number[] {
  const wants = parseFilters(sample, filters);
  return rows.filter((row) => wants(placed(row))).map(({ pid }) => pid);
}

function sorted(...names: string[]): number[] {
  const sort = parseSort(sample, names);
  return sort(rows.map((row) => placed(row))).map(({ row }) => row.pid);
}

describe('columns', () => {
  test('are chosen by name or title, in large or small letters, in the order of the names', () => {
    const { columns } = chooseColumns(sample, ['COMM', 'pid', 'PID']);
    expect(columns.map(({ name }) => name)).toEqual(['comm', 'pid']);
  });

  test('that there are not are an error that lists them', () => {
    expect(() => chooseColumns(sample, ['nonsense'])).toThrow(
      'there is no column "nonsense" in samples (choose from archive, container, pid, comm, start,',
    );
  });
});

describe('filters', () => {
  test('compare numbers by value, whatever the base', () => {
    expect(kept('pid=7')).toEqual([7]);
    expect(kept('pid=0x7')).toEqual([7]);
    expect(kept('start=7fffffffffffffff')).toEqual([7]);
    expect(kept('start=0d9223372036854775807')).toEqual([7]);
    // One less, which as a float would be the same.
    expect(kept('start=7ffffffffffffffe')).toEqual([]);
    expect(kept('mode=0644')).toEqual([7]);
    expect(kept('mode=4755')).toEqual([1]);
    expect(() => kept('pid=seven')).toThrow('not a number: seven (pid is one)');
    expect(() => kept('mode=0888')).toThrow('not a number');
  });

  test('that do not match keep what is not known', () => {
    expect(kept('comm=bash')).toEqual([7]);
    expect(kept('comm!=bash')).toEqual([12, 1]);
    expect(kept('comm!~^b')).toEqual([12, 1]);
    expect(kept('comm=')).toEqual([12]);
    expect(kept('comm!=')).toEqual([7, 1]);
  });

  test('are all to be passed', () => {
    expect(kept('comm~i', 'pid=1')).toEqual([1]);
    expect(kept('comm~i', 'pid=7')).toEqual([]);
  });

  test('take an item of a list, and the list as it is shown', () => {
    expect(kept('words=b')).toEqual([7]);
    expect(kept('words=a b')).toEqual([7]);
    expect(kept('words~a b')).toEqual([7]);
  });

  test('take yes and no', () => {
    expect(kept('running=yes')).toEqual([1]);
    expect(() => kept('running=perhaps')).toThrow(
      'not yes or no: perhaps (running is one of them)',
    );
  });

  test('take an equals sign or a tilde in the value', () => {
    const wants = parseFilters(sample, ['comm=a=b~c']);
    expect(wants(placed({ pid: 1, comm: 'a=b~c' }))).toBe(true);
  });

  test('with an expression that would take for ever elsewhere answer', () => {
    const wants = parseFilters(sample, ['comm~^(a|a)*(a|a)*(a|a)*(a|a)*$']);
    const row: Sample = { pid: 1, comm: `${'a'.repeat(5000)}!` };
    expect(wants(placed(row))).toBe(false);
    expect(wants(placed({ pid: 1, comm: 'a'.repeat(5000) }))).toBe(true);
  });

  test('that are none are an error', () => {
    expect(() => kept('pid')).toThrow('not a filter: pid');
    expect(() => kept('pd=1')).toThrow('there is no column "pd" in samples');
  });
});

describe('sorting', () => {
  test('is by value, not by text, and stable', () => {
    expect(sorted('pid')).toEqual([1, 7, 12]);
    expect(sorted('-pid')).toEqual([12, 7, 1]);
    expect(sorted('archive')).toEqual([7, 12, 1]);
  });

  test('puts last what is not there, either way', () => {
    expect(sorted('comm')).toEqual([7, 1, 12]);
    expect(sorted('-comm')).toEqual([1, 7, 12]);
  });

  test('begins with the largest where a column says so', () => {
    expect(sorted('size')).toEqual([7, 12, 1]);
    expect(sorted('-size')).toEqual([12, 7, 1]);
  });

  test('goes by the next column where one is equal', () => {
    const same = [3, 2, 1].map((pid) => placed({ pid, comm: pid > 1 ? 'a' : absent('lost') }));
    const order = parseSort(sample, ['comm', 'pid'])(same).map(({ row }) => row.pid);
    expect(order).toEqual([2, 3, 1]);
  });

  test('of times is by the moment, whatever the zone', () => {
    const times = [
      '2026-01-01T01:30:00+01:00',
      '2026-01-01T01:00:00Z',
      '2025-12-31T23:00:00-05:00',
    ];
    const placedRows = times.map((changed, pid) => placed({ pid, comm: 'x', changed }));
    expect(parseSort(sample, ['changed'])(placedRows).map(({ row }) => row.pid)).toEqual([0, 1, 2]);
  });
});
