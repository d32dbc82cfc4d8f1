import { expect, test } from 'vitest';
import { keyBytesOf } from '../../../src/search/key-schedules/aes-schedule.js';
import {
  ScheduleFinder,
  SCHEDULE_ORDERS,
} from '../../../src/search/key-schedules/schedule-finder.js';
import { KernelMemory } from '../../../src/search/matching/memory-layout.js';
import { NOTHING_BEFORE } from '../../../src/search/matching/text-run.js';

/** FIPS 197, appendix A.1. */
const AES_128 =
  '2b7e151628aed2a6abf7158809cf4f3ca0fafe1788542cb123a339392a6c7605f2c295f27a96b9435935807a7359f67f' +
  '3d80477d4716fe3e1e237e446d7a883bef44a541a8525b7fb671253bdb0bad00d4d1c6f87c839d87caf2b8bc11f915bc' +
  '6d88a37a110b3efddbf98641ca0093fd4e54f70e5f5fc9f384a64fb24ea6dc4fead27321b58dbad2312bf5607f8d292f' +
  'ac7766f319fadc2128d12941575c006ed014f9a8c9ee2589e13f0cc8b6630ca6';

/** Expanded by other programs, taken from their memory. */
const AES_192 =
  '73bc2053c5cc340a030445212cf6ae480fb1c7bcb0e475b31b214db4deed79bedde93c9ff11f92d7feae556b4e4a20d8cf962c9b' +
  '117b5525cc9269ba3d8dfb6dc323ae068d698ede328f31c623f464e3ef660d59d2ebf63411c858329ca1d6ec0879ff182b8d9bfb' +
  'c4eb96a21600609607c838a49b69ee48e151ad0ccadc36f70e37a0551837c0c31ffff8678496162f5116b8539bca8ea495fd2ef1' +
  '8dcaee329235165516a3007a1b75621480bfecb01542c24198882c730abd3a261c1e3a5ce9f52888694ac4387c080679e4802a0a';
const AES_256 =
  '68db9a31e7ac36f760f58a8dcb78f82c5b47e8fb60d370755773de8a99ef0479b6292cdf51851a28317090a5fa0868897677ad5c16a4dd2941d703a3' +
  'd83807dab3ec7bbee2696196d319f133291199bad3f543a8c5519e8184869d225cbe9af819543af4fb3d5b622824aa51013533ebaf6380416a321ec0' +
  'eeb483e2b20a191a768098c38dbdc3a1a59969f0a4ac5a1be6f23eee8cc0202e6274a3ccd07ebad695746eb318c9ad12bd50c4e219fc9ef932423577' +
  'be821559dcf6b6950c880c43718a744d6943d95fd4131dbdcdef83448f9dd96c311fcc35ede97aa0e16176e3deb265b5b7f1bcea63e2a157ae0d2213';

const memory = new KernelMemory();
const finder = new ScheduleFinder(memory);

function find(bytes: Buffer) {
  const start = memory.buffer + 4096;
  const end = start + bytes.length;
  memory.bytes.fill(0xa5, start - 64, end + 64);
  memory.bytes.set(bytes, start);
  const found: { at: number; keyBytes: number; order: string | undefined }[] = [];
  const run = { start, from: start, until: end, end, before: NOTHING_BEFORE };
  finder.search([run], (_, at, length, branch) => {
    found.push({ at: at - start, keyBytes: keyBytesOf(length), order: SCHEDULE_ORDERS[branch] });
    return true;
  });
  return found;
}

test.each([
  [16, AES_128],
  [24, AES_192],
  [32, AES_256],
])('finds the expanded key of %i bytes, in either order of bytes', (keyBytes, hex) => {
  const schedule = Buffer.from(hex, 'hex');
  const turned = Buffer.from(schedule).swap32();
  const noise = Buffer.alloc(52, 0x5a);
  expect(find(Buffer.concat([noise, schedule, noise]))).toEqual([
    { at: 52, keyBytes, order: 'standard' },
  ]);
  expect(find(Buffer.concat([noise, turned]))).toEqual([{ at: 52, keyBytes, order: 'reversed' }]);
});

test('one wrong bit anywhere is no expanded key', () => {
  for (const at of [3, 90, 175]) {
    const schedule = Buffer.from(AES_128, 'hex');
    schedule[at] = (schedule[at] ?? 0) ^ 4;
    expect(find(schedule)).toEqual([]);
  }
});

test('zeros, patterns and a cut schedule are none', () => {
  expect(find(Buffer.alloc(4096))).toEqual([]);
  expect(find(Buffer.alloc(4096, 'abcd'))).toEqual([]);
  expect(find(Buffer.from(AES_128, 'hex').subarray(0, 172))).toEqual([]);
});
