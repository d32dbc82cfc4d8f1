import { UsageError } from './usage-error.js';

/**
 * A hexadecimal address, as /proc/PID/maps writes it, with or without 0x; or a decimal one behind 0d, as JSON
 * has it.
 */
export function parseAddress(word: string): bigint {
  const text = word.trim();
  const decimal = /^0d(\d{1,20})$/i.exec(text)?.[1];
  const hexadecimal = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(text)?.[1];
  // 0d12 is a hexadecimal number, too, but nobody pads an address with one zero.
  const address =
    decimal !== undefined
      ? BigInt(decimal)
      : hexadecimal === undefined
        ? undefined
        : BigInt(`0x${hexadecimal}`);
  if (address !== undefined && address < 1n << 64n) return address;
  throw new UsageError(`not a hexadecimal address: ${word} (nor a decimal one behind 0d)`);
}

/** A number of bytes: decimal, 0x hexadecimal, or with K, M or G. */
export function parseLength(word: string): number {
  const match = /^(?:(0x[0-9a-f]{1,13})|(\d{1,15})([KMG])?)$/i.exec(word.trim());
  if (match === null) throw new UsageError(`not a number of bytes: ${word}`);
  const factor = 1024 ** ' KMG'.indexOf((match[3] ?? ' ').toUpperCase());
  return Number(match[1] ?? match[2]) * factor;
}
