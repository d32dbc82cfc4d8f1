import { countEntries } from '../../src/criu/image.js';
import { describe, expect, test } from 'vitest';
import { decode, difference, encode, failure, open, PLAIN, SHOW } from '../support/codec.js';
import { CHECKPOINTS, readCheckpoint, readExpected, tableRows } from '../support/corpus.js';

const expected = await readExpected();
const checkpoints = await Promise.all(CHECKPOINTS.map((name) => readCheckpoint(name)));
const files = new Map(checkpoints.flatMap((each) => [...each]));

function bytesOf(path: string): Buffer {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`no ${path}`);
  return bytes;
}

describe('where CRIU’s crit fails', () => {
  const rows = tableRows(expected.get('crit-fails.tsv')).filter(([path]) => files.has(path ?? ''));
  const paths = [...new Set(rows.map(([path]) => path ?? ''))];
  const raw = paths.filter((path) => /(tables|route6?|rule|ifaddr)-\d+\.img$/.test(path));
  const images = paths.filter((path) => !raw.includes(path));

  test('the table names raw files and images', () => {
    expect(raw.length).toBeGreaterThan(15);
    expect(images.length).toBeGreaterThan(25);
  });

  test.each(raw)('%s: an error that says what it is', (path) => {
    const error = failure(() => open(bytesOf(path), path));
    expect(error.code).toBe('invalid-image');
    expect(`${error.sentence}: ${error.hint ?? ''}`).toMatch(
      /: \S+\.img holds (a raw netlink dump|the text of .*), not CRIU messages$/,
    );
  });

  test.each(images)('%s: its entries, counted', (path) => {
    const bytes = bytesOf(path);
    const entries = [...open(bytes, path).entries()];
    const last = entries.at(-1);
    expect(last).toBeDefined();
    expect((last?.offset ?? 0) + (last?.length ?? 0) + (last?.payload.length ?? 0)).toBe(
      bytes.length,
    );
  });
});

test.each(tableRows(expected.get('crit-roundtrip.tsv')).map(([path]) => path ?? ''))(
  '%s comes back, which crit’s encode does not give',
  (path) => {
    const bytes = bytesOf(path);
    for (const options of [PLAIN, SHOW]) {
      expect(difference(encode(decode(bytes, options, path)), bytes)).toBeUndefined();
    }
  },
);

test('counts of entries are those of crit info, but for contents', () => {
  // crit counts contents as entries (and these are all kinds that have any).
  const withContents = /\/(pipes-data|fifo-data|sk-queues|tcp-stream|ipcns|ghost-file|bpfmap-data)/;
  const infos = [...expected].filter(
    ([path]) => path.endsWith('.info.json') && !withContents.test(path),
  );
  const differences = infos.flatMap(([path, json]) => {
    const { magic, count } = JSON.parse(json) as { magic: string; count: number };
    const image = open(bytesOf(path.replace(/\.info\.json$/, '')));
    const entries = countEntries(image);
    return image.kind.name === magic && entries === count ? [] : `${path}: ${entries}`;
  });
  expect(infos.length).toBeGreaterThan(500);
  expect(differences).toEqual([]);
});
