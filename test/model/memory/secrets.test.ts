import { beforeAll, describe, expect, test } from 'vitest';
import { openMemory, type Memory } from '../../../src/model/memory/memory.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';
import { readExpected, tableRows } from '../../support/corpus.js';

/** What lies in a pre-dump whose archive is another: incr-final was made on top of incr-pre. */
const ELSEWHERE = 'incr-final/checkpoint';

let rows: string[][];
beforeAll(async () => {
  rows = tableRows((await readExpected()).get('secrets.tsv'));
});

/** The bytes of a row's text, which may say its encoding: `WIDE (utf-16-le)`. */
function bytesOf(text: string): Buffer {
  const [, plain = text, encoding] = /^(.*) \((utf-\d+-[bl]e)\)$/.exec(text) ?? [];
  switch (encoding) {
    case 'utf-16-le':
      return Buffer.from(plain, 'utf16le');
    case 'utf-16-be':
      return Buffer.from(plain, 'utf16le').swap16();
    case 'utf-32-le': {
      const words = Uint32Array.from(plain, (character) => character.codePointAt(0) ?? 0);
      return Buffer.from(words.buffer);
    }
    default:
      return Buffer.from(plain);
  }
}

async function eachMemory(
  kind: RegExp,
  check: (memory: Memory, row: string[], kind: RegExpExecArray) => void,
): Promise<number> {
  let count = 0;
  const names = [...new Set(rows.map(([name = '']) => name))];
  for (const name of names) {
    const checkpoint = await openCheckpoint(name);
    const memory = openMemory(checkpoint);
    for (const row of rows.filter(([each]) => each === name)) {
      const match = kind.exec(row[1] ?? '');
      if (match === null) continue;
      check(memory, row, match);
      count++;
    }
    checkpoint.archive.close();
  }
  return count;
}

describe('every planted secret is read at its address', () => {
  test('of a process', async () => {
    const count = await eachMemory(/^pid (\d+)/, (memory, row, [, pid]) => {
      const [name = '', , address = '0', text = ''] = row;
      const wanted = bytesOf(text);
      const { bytes, absent } = memory.space(Number(pid)).read(BigInt(address), wanted.length);
      if (name === ELSEWHERE && absent.length > 0) {
        expect(absent, row.join(' ')).toMatchObject([{ reason: 'parent-missing' }]);
      } else {
        expect(absent, row.join(' ')).toEqual([]);
        expect(Buffer.from(bytes).equals(wanted), row.join(' ')).toBe(true);
      }
    });
    expect(count).toBeGreaterThan(150);
  });

  test('of a shared segment', async () => {
    const count = await eachMemory(/^shmem (\d+)/, (memory, row, [, id]) => {
      const [, , offset = '0', text = ''] = row;
      const wanted = bytesOf(text);
      const segment = memory.segment(BigInt(id ?? ''));
      const read = segment?.read(BigInt(offset), wanted.length);
      expect(read?.absent, row.join(' ')).toEqual([]);
      expect(Buffer.from(read?.bytes ?? []).equals(wanted), row.join(' ')).toBe(true);
    });
    expect(count).toBeGreaterThan(10);
  });
});
