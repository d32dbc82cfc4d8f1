import { describe, expect, test } from 'vitest';
import { decode, difference, encode, NOPL, open, PLAIN, SHOW } from '../support/codec.js';
import { CHECKPOINTS, readCheckpoint, readExpected } from '../support/corpus.js';

const expected = await readExpected();
/** Keys that stand only where CRIU's crit would lose something. */
const OUR_KEYS = /"_(unknown|wire|padding|framing|byte_order)"/;

/** Where CRIU's crit is wrong; payloads.test.ts tells what is right. */
const WRONG_SHM = /\/ipcns-shm-\d+\.img$/;

/** crit prints Python's notation of names that are not UTF-8; ours are escapes of the same bytes. */
function rightNames(text: string): string {
  return text.replace(/"b'(.*?)'"/g, (_, name: string) => {
    const escaped = name.replace(/\\\\x([89a-f][0-9a-f])/g, '\\udc$1');
    return `"${escaped}"`;
  });
}

function expectedText(path: string, command: string): string | undefined {
  const text = expected.get(`${path}.${command}.json`);
  return text === undefined ? undefined : rightNames(text.replace(/\n$/, ''));
}

/** For images without contents, and for BPF maps, where `crit show --nopl` fails. */
function textWithoutContents(path: string): string {
  return (expectedText(path, 'show') ?? 'nothing')
    .replaceAll('"extra": ""', '"extra": "... <0B>"')
    .replace(
      /("keys_bytes": (\d+),\s*"values_bytes": (\d+),[^}]*"extra": )".*"/g,
      (_, before: string, keys: string, values: string) =>
        `${before}"... <${Number(keys) + Number(values)}B>"`,
    );
}

/** Whether crit's output for this checkpoint is in crit-expected.tar.gz. */
function isTold(name: string): boolean {
  return [...expected.keys()].some((path) => path.startsWith(`${name}/`));
}

test('crit’s output is there for nearly all checkpoints', () => {
  expect(CHECKPOINTS.filter(isTold).length).toBeGreaterThanOrEqual(17);
});

describe.each(CHECKPOINTS)('%s', async (name) => {
  const files = await readCheckpoint(name);
  const images = [...files].filter(([path, bytes]) => isImage(path, bytes));
  const known = images.filter(([path]) => !WRONG_SHM.test(path) && isTold(name));

  test('holds the images that crit knows, and no others', () => {
    const paths = images.map(([path]) => `${path}.decode.json`).sort();
    const prefix = `${name}/`;
    const told = [...expected.keys()]
      .filter((path) => path.startsWith(prefix) && path.endsWith('.decode.json'))
      .sort();
    if (isTold(name)) expect(paths).toEqual(told);
    expect(paths.length).toBeGreaterThan(0);
  });

  test.each([
    ['decode', PLAIN],
    ['show', SHOW],
  ] as const)('%s prints what crit prints', (command, options) => {
    const differences = known.flatMap(([path, bytes]) => {
      const text = expectedText(path, command) ?? 'nothing';
      return difference(decode(bytes, options, path), text) ?? [];
    });
    expect(differences).toEqual([]);
  });

  test('show --nopl prints what crit prints', () => {
    const differences = known.flatMap(([path, bytes]) => {
      const text = expectedText(path, 'nopl') ?? textWithoutContents(path);
      return difference(decode(bytes, NOPL, path), text) ?? [];
    });
    expect(differences).toEqual([]);
  });

  test('encode gives back the bytes, without keys of ours', () => {
    const differences = images.flatMap(([path, bytes]) =>
      [PLAIN, SHOW].flatMap((options) => {
        const text = decode(bytes, options, path);
        if (OUR_KEYS.test(text)) return `${path} has a key of ours`;
        return difference(encode(text), bytes) ?? [];
      }),
    );
    expect(differences).toEqual([]);
  });

  test('entries are counted without their contents', () => {
    const differences = images.flatMap(([path, bytes]) => {
      const count = [...open(bytes, path).entries()].length;
      const json = JSON.parse(decode(bytes, PLAIN, path)) as { entries: unknown[] };
      return count === json.entries.length ? [] : `${path}: ${count}`;
    });
    expect(differences).toEqual([]);
  });
});

function isImage(path: string, bytes: Buffer): boolean {
  try {
    open(bytes, path);
    return true;
  } catch {
    return false;
  }
}
