import { invalidArgument, UsageError } from './usage-error.js';

/**
 * A hexadecimal address, as /proc/PID/maps writes it, with or without 0x; or a decimal one behind 0d, as JSON
 * has it.
 * @throws UsageError
 */
export function parseAddress(word: string): bigint {
  const address = readAddress(word);
  if (address !== undefined) return address;
  throw new UsageError(`not a hexadecimal address: ${word} (nor a decimal one behind 0d)`);
}

/** The same; undefined of what is none. */
export function readAddress(word: string): bigint | undefined {
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
  return address !== undefined && address < 1n << 64n ? address : undefined;
}

/**
 * A number of bytes: decimal, 0x hexadecimal, or with K, M or G.
 * @param flag the option that it belongs to, as messages name it; none for an argument
 * @throws UsageError
 */
export function parseLength(word: string, flag?: string): number {
  const length = readLength(word);
  if (length !== undefined) return length;
  throw flag === undefined
    ? new UsageError(`not a number of bytes: ${word}`)
    : invalidArgument(word, flag, 'a number of bytes');
}

/** The same; undefined of what is none. */
export function readLength(word: string): number | undefined {
  const match = /^(?:(0x[0-9a-f]{1,13})|(\d{1,15})([KMG])?)$/i.exec(word.trim());
  if (match === null) return undefined;
  const factor = 1024 ** ' KMG'.indexOf((match[3] ?? ' ').toUpperCase());
  return Number(match[1] ?? match[2]) * factor;
}
