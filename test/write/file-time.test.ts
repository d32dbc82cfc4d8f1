import { lstatSync, lutimesSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileTime } from '../../src/write/file-time.js';
import { temporaryDirectory } from '../temporary-directory.js';

const SECOND = 1_000_000_000n;

describe('fileTime', () => {
  /** What the system keeps of a time, for a file and for a link. */
  function timeKept(): (nanoseconds: bigint) => bigint[] {
    const directory = temporaryDirectory();
    const [file, link] = [join(directory, 'file'), join(directory, 'link')];
    writeFileSync(file, '');
    symlinkSync('file', link);
    return (nanoseconds) => {
      const time = fileTime(nanoseconds);
      utimesSync(file, time, time);
      lutimesSync(link, time, time);
      return [file, link].map((path) => lstatSync(path, { bigint: true }).mtimeNs);
    };
  }

  it('is exact to the microsecond, before 1970 too', () => {
    const kept = timeKept();
    fc.assert(
      // From 1901 on, as far back as ext4 goes.
      fc.property(fc.bigInt(-(2n ** 31n - 2n) * SECOND, 2n ** 32n * SECOND), (nanoseconds) => {
        for (const time of kept(nanoseconds)) {
          const off = time - nanoseconds;
          expect(off < 1000n && off > -1000n).toBe(true);
        }
        const whole = (nanoseconds / 1000n) * 1000n;
        expect(kept(whole).map((time) => time / 1000n)).toEqual([whole / 1000n, whole / 1000n]);
      }),
    );
    for (const seconds of [0n, -1n, -315_619_195n, -6_795_364_579n / 4n, 1_700_000_000n]) {
      expect(kept(seconds * SECOND)).toEqual([seconds * SECOND, seconds * SECOND]);
    }
  });

  it('makes a time that no file can have the nearest that one can', () => {
    const kept = timeKept();
    for (const seconds of [2n ** 63n - 1n, 2n ** 80n]) {
      for (const time of kept(seconds * SECOND)) expect(time).toBeGreaterThan(2n ** 33n * SECOND);
      for (const time of kept(-seconds * SECOND)) expect(time).toBeLessThan(-(2n ** 30n) * SECOND);
    }
  });
});
