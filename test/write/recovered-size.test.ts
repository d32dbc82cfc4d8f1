import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeRecovered } from '../../src/write/recover/write-recovered.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();

test.each([2n ** 53n, 2n ** 60n, 2n ** 64n - 1n])(
  'a forged size of %d bytes is told',
  async (size) => {
    const path = join(scratch.path, 'ghost');
    await expect(
      writeRecovered(path, { size }, Readable.from([]), false, () => undefined),
    ).rejects.toThrow(`${path}: ${size} bytes are too many for a file`);
    expect(readdirSync(scratch.path)).toEqual([]);
  },
);
