import { truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OpenFiles } from '../../src/bytes/open-files.js';
import { readInto } from '../../src/bytes/read-into.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();

test('a file of a directory fills memory that is there, up to its end and not past it', () => {
  const path = scratch.file('pages-1.img', '0123456789');
  const files = new OpenFiles();
  const source = files.source(Buffer.from(path), 10, { file: path });
  const target = Buffer.from('........');
  readInto(source, 2, target.subarray(1, 5));
  expect(target.toString()).toBe('.2345...');
  expect(() => {
    readInto(source, 8, target.subarray(0, 4));
  }).toThrow(expect.objectContaining({ code: 'unexpected-eof' }));
  // It was longer when it was looked at.
  truncateSync(path, 5);
  expect(() => {
    readInto(source, 4, target.subarray(0, 4));
  }).toThrow(expect.objectContaining({ code: 'unexpected-eof', place: { file: path, offset: 5 } }));
  files.close();
});
