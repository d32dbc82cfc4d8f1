import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../src/bytes/byte-source.js';
import { decodeImage } from '../../src/criu/decode-image.js';
import { encodeImage } from '../../src/criu/encode-image.js';
import { openImage } from '../../src/criu/image.js';
import { writeMessage } from '../../src/criu/write-message.js';
import { compressedDirectory } from '../support/compressed-checkpoint.js';
import { entry, delimited, imageBytes, number, varint } from '../support/wire.js';

function decoded(bytes: Uint8Array, pretty: boolean): string {
  return [...decodeImage(openImage(memorySource(bytes, {})), { pretty })].join('');
}

function encoded(json: string): Buffer {
  return Buffer.concat([...encodeImage(json, {})]);
}

interface ImageJson {
  readonly entries: readonly Record<string, unknown>[];
}

/** The JSON of an entry behind the head, plain, once it is given back whole. */
function jsonOf(message: Uint8Array): Record<string, unknown> | undefined {
  const bytes = imageBytes('PAGEMAP', [
    entry(writeMessage('pagemap_head', { pages_id: 1 })),
    entry(message),
  ]);
  for (const pretty of [true, false]) {
    expect(encoded(decoded(bytes, pretty)).equals(bytes)).toBe(true);
  }
  return (JSON.parse(decoded(bytes, false)) as ImageJson).entries[1];
}

const COMMON = Buffer.concat([number(1, 0x1000), number(2, 0), number(4, 14), number(5, 3)]);
const SIZES = Buffer.concat([varint(300), varint(0), varint(4096)]);

describe('entries of a pagemap', () => {
  test('sizes of blocks with their sum', () => {
    const sum = number(7, 4396);
    expect(jsonOf(Buffer.concat([COMMON, delimited(6, SIZES), sum]))).toEqual({
      ...{ vaddr: 4096, compat_nr_pages: 0, flags: 14, nr_pages: 3 },
      ...{ compressed_size: [300, 0, 4096], total_compressed_size: 4396 },
    });
    const regions = Buffer.concat([COMMON, delimited(6, SIZES), sum, number(8, 64)]);
    expect(jsonOf(regions)).toMatchObject({ compressed_size: [300, 0, 4096], region_pages: 64 });
    // Sizes whose bytes could be those of a message: the sum tells.
    const like = Buffer.from([0x0a, 0x01, 0x05]);
    expect(jsonOf(Buffer.concat([COMMON, delimited(6, like), number(7, 16)]))).toMatchObject({
      compressed_size: [10, 1, 5],
    });
    const zeros = Buffer.concat([COMMON, delimited(6, Buffer.alloc(3))]);
    expect(jsonOf(zeros)).toMatchObject({ compressed_size: [0, 0, 0] });
  });

  test('a message of blocks', () => {
    const blocks = Buffer.concat([delimited(1, SIZES), number(2, 4396), number(3, 64)]);
    expect(jsonOf(Buffer.concat([COMMON, delimited(6, blocks)]))).toEqual({
      ...{ vaddr: 4096, compat_nr_pages: 0, flags: 14, nr_pages: 3 },
      blocks: { block_sizes: [300, 0, 4096], total_payload_size: 4396, pages_per_block: 64 },
    });
  });

  test('encrypted pages', () => {
    const tag = Buffer.alloc(16, 0xff);
    const nonce = Buffer.alloc(12, 0x80);
    const plain = Buffer.concat([number(1, 0x1000), number(2, 3), number(4, 4)]);
    expect(jsonOf(Buffer.concat([plain, delimited(5, tag), delimited(6, nonce)]))).toEqual({
      ...{ vaddr: 4096, compat_nr_pages: 3, flags: 4 },
      ...{
        crypto_tag: `${tag.toString('base64')}\n`,
        crypto_nonce: `${nonce.toString('base64')}\n`,
      },
    });
  });

  test('the flags by their names', () => {
    const bytes = imageBytes('PAGEMAP', [entry(writeMessage('pagemap_head', {})), entry(COMMON)]);
    expect(decoded(bytes, true)).toContain('PE_LAZY | PE_PRESENT | PE_PAYLOAD_ALIGNED');
  });

  test('those that the Go crit wrote come back whole, without a mark of ours', () => {
    const directory = compressedDirectory('shell-job');
    const names = readdirSync(directory).filter((name) => /^(?:pagemap|inventory)/.test(name));
    expect(names).toHaveLength(4);
    for (const name of names) {
      const bytes = readFileSync(join(directory, name));
      for (const pretty of [true, false]) {
        const json = decoded(bytes, pretty);
        expect(json).not.toMatch(/"_(?:wire|unknown)"/);
        expect(encoded(json).equals(bytes)).toBe(true);
      }
    }
  });
});
