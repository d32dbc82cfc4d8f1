import { delimited, number } from './wire.js';

// Messages of entries that contents follow, by what they say of these.

export const shm = (size: number, inPagemaps = false) =>
  Buffer.concat([
    delimited(1, number(1, 5)),
    number(2, size),
    inPagemaps ? number(3, 1) : Buffer.of(),
  ]);
export const sem = (count: number) => Buffer.concat([delimited(1, number(1, 5)), number(2, count)]);
export const queue = (count: number) =>
  Buffer.concat([delimited(1, number(1, 5)), number(2, 16384), number(3, count)]);
export const queued = (type: number, size: number) =>
  Buffer.concat([number(1, type), number(2, size)]);
export const sized = (message: Buffer, bigEndian = false) => {
  const length = Buffer.alloc(4);
  if (bigEndian) length.writeUInt32BE(message.length);
  else length.writeUInt32LE(message.length);
  return Buffer.concat([length, message]);
};
export const tcp = (inq: number, outq: number) =>
  Buffer.concat([number(1, inq), number(2, 1), number(3, outq), number(4, 2)]);
export const ghost = (...fields: Buffer[]) =>
  Buffer.concat([number(1, 0), number(3, 0o100644), ...fields]);
