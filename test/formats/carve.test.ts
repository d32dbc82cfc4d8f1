import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FILE_FORMATS } from '../../src/formats/carve/all-formats.js';

const bytesOf = (content: Buffer) => ({
  size: content.length,
  read: (offset: number, length: number) => content.subarray(offset, offset + length),
});

function lengthOf(name: string, content: Buffer): number | undefined {
  const format = FILE_FORMATS.find((each) => each.name === name);
  if (format === undefined) throw new Error(`no format ${name}`);
  expect(content.subarray(0, format.magic.length).equals(Buffer.from(format.magic))).toBe(true);
  return format.lengthOf(bytesOf(content));
}

const u16 = (value: number) => Buffer.of(value >> 8, value & 0xff);
const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
const latin1 = (text: string) => Buffer.from(text, 'latin1');

function pngFile(): Buffer {
  const chunk = (type: string, data: Buffer) =>
    Buffer.concat([u32(data.length), latin1(type), data, u32(0)]);
  const image = chunk('IDAT', randomBytes(5000));
  return Buffer.concat([
    latin1('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', Buffer.alloc(13)),
    image,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function zipFile(): Buffer {
  const local = Buffer.concat([latin1('PK\x03\x04'), Buffer.alloc(60)]);
  const directory = Buffer.concat([latin1('PK\x01\x02'), Buffer.alloc(50)]);
  const end = Buffer.concat([latin1('PK\x05\x06'), Buffer.alloc(18), latin1('note')]);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  end.writeUInt16LE(4, 20);
  return Buffer.concat([local, directory, end]);
}

/** A class without fields or methods, of the constants that its name needs, and a long one. */
function classFile(): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.of(1), u16(value.length), latin1(value)]);
  const pool = [
    text('A'),
    Buffer.concat([Buffer.of(7), u16(1)]),
    Buffer.concat([Buffer.of(5), Buffer.alloc(8)]),
  ];
  const attribute = Buffer.concat([u16(1), u32(3), latin1('abc')]);
  return Buffer.concat([
    latin1('\xca\xfe\xba\xbe'),
    u16(0),
    u16(61),
    u16(5),
    ...pool,
    ...[0x21, 2, 2, 0, 0, 0, 1].map(u16),
    attribute,
  ]);
}

function sqliteFile(): Buffer {
  const file = Buffer.alloc(2 * 4096);
  file.write('SQLite format 3\0', 'latin1');
  file.writeUInt16BE(4096, 16);
  file.set([1, 1, 0, 64, 32, 32], 18);
  file.writeUInt32BE(2, 28);
  return file;
}

const jpegFile = Buffer.concat([
  latin1('\xff\xd8\xff\xe0'),
  u16(4),
  latin1('xx'),
  latin1('\xff\xda'),
  u16(3),
  latin1('x'),
  latin1('data\xff\x00more\xff\xd0end'),
  latin1('\xff\xd9'),
]);

const FILES: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync('short')],
  ['gzip', gzipSync(randomBytes(100_000))],
  ['zip', zipFile()],
  ['PNG', pngFile()],
  ['JPEG', jpegFile],
  ['SQLite', sqliteFile()],
  ['PDF', latin1('%PDF-1.4\nx\nstartxref\n9\n%%EOF\nmore\nstartxref\n30\n%%EOF\n')],
  ['PEM', latin1('-----BEGIN X-----\nAAAA\nBBBB\n-----END X-----\n')],
  ['Java class', classFile()],
];

describe.each(FILES)('%s', (name, file) => {
  test('ends where it does, whatever lies behind', () => {
    expect(lengthOf(name, file)).toBe(file.length);
    expect(lengthOf(name, Buffer.concat([file, Buffer.alloc(500, 'Z')]))).toBe(file.length);
  });

  test('is none where its end is not there, and of any bytes that begin like it', () => {
    // Of a PDF an earlier end is there, too.
    if (name !== 'PDF') expect(lengthOf(name, file.subarray(0, -12))).toBeUndefined();
    const format = FILE_FORMATS.find((each) => each.name === name);
    const { magic = Buffer.alloc(0) } = format ?? {};
    for (let round = 0; round < 50; round++) {
      const noise = Buffer.concat([magic, randomBytes(300)]);
      const length = lengthOf(name, noise);
      if (length !== undefined) expect(length).toBeLessThanOrEqual(noise.length);
    }
    expect(lengthOf(name, Buffer.from(magic))).toBeUndefined();
  });
});

test('what only begins as a certificate is none', () => {
  const fake = Buffer.concat([latin1('\x30\x82\x00\x20\x30\x82\x00\x10'), Buffer.alloc(100)]);
  expect(lengthOf('certificate', fake)).toBeUndefined();
});
