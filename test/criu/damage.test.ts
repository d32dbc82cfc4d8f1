import fc from 'fast-check';
import { describe, test } from 'vitest';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import { KINDS } from '../support/arbitrary.js';
import { decode, difference, encode, open, PLAIN, SHOW } from '../support/codec.js';
import { readCheckpoint } from '../support/corpus.js';
import { imageBytes } from '../support/wire.js';

/** Either the bytes come back, or the image is refused with an error of ours. */
function holds(bytes: Buffer, pretty: boolean): void {
  let text: string;
  try {
    text = decode(bytes, pretty ? SHOW : PLAIN);
  } catch (error) {
    if (error instanceof CheckpointError) return;
    throw error;
  }
  const wrong = difference(encode(text), bytes);
  if (wrong !== undefined) throw new Error(wrong);
}

/** One real image of each kind, the smallest that has entries. */
async function realImages(): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const name of ['rich-podman', 'rich-plain', 'old-v3.3', 'weird-bytes', 'shell-job']) {
    for (const [path, bytes] of await readCheckpoint(name)) {
      const kind = kindOf(path, bytes);
      if (kind === undefined || bytes.length < 20) continue;
      const earlier = found.get(kind);
      if (earlier === undefined || bytes.length < earlier.length) found.set(kind, bytes);
    }
  }
  return found;
}

function kindOf(path: string, bytes: Buffer): string | undefined {
  try {
    return open(bytes, path).kind.name;
  } catch {
    return undefined;
  }
}

const real = await realImages();

describe.each([...real])('%s', (_, bytes) => {
  test('cut at every length', () => {
    for (let size = 0; size < bytes.length; size += bytes.length > 4000 ? 17 : 1) {
      holds(bytes.subarray(0, size), size % 2 === 0);
    }
  });

  test('with bytes changed', () => {
    const change = fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (changes, pretty) => {
          const damaged = Buffer.from(bytes);
          for (const { at, to } of changes) damaged[at] = to;
          holds(damaged, pretty);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('with bytes left out or put in', () => {
    const at = fc.nat(bytes.length);
    fc.assert(
      fc.property(at, fc.nat(8), fc.uint8Array({ maxLength: 8 }), (start, skip, put) => {
        const tail = bytes.subarray(Math.min(start + skip, bytes.length));
        holds(Buffer.concat([bytes.subarray(0, start), put, tail]), true);
      }),
      { numRuns: 50 },
    );
  });
});

test.each(KINDS)('random bytes as %s', (name) => {
  const header = imageBytes(name, []);
  const random = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    // Entries of a length that fits, and small numbers where tags and sizes stand.
    fc
      .array(fc.oneof(fc.nat(40), fc.nat(255)), { maxLength: 40 })
      .map((list) =>
        Buffer.concat([Buffer.of(list.length, 0, 0, 0), Uint8Array.from(list), Buffer.alloc(16)]),
      ),
  );
  fc.assert(
    fc.property(random, fc.boolean(), (bytes, pretty) => {
      holds(Buffer.concat([header, bytes]), pretty);
    }),
    { numRuns: 150 },
  );
});

test('random bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      holds(Buffer.from(bytes), false);
    }),
    { numRuns: 500 },
  );
});
