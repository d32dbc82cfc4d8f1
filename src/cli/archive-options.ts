import { DEFAULT_LIMITS, type Limits } from '../archive/limits.js';
import type { Arguments, OptionSpec } from './command.js';
import { UsageError } from './failure.js';

/** Options of every command that opens an archive. */
export const ARCHIVE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  'max-unpacked': {
    type: 'string',
    value: 'SIZE',
    describe:
      'Most bytes that a compressed archive may unpack to, such as 50G (by default 1 GiB, or 200 times its size)',
  },
  'max-in-memory': {
    type: 'string',
    value: 'SIZE',
    describe: 'Most bytes of members that may be held in memory, such as 1G (by default 256 MiB)',
  },
};

export const CONTAINER_OPTION: Readonly<Record<string, OptionSpec>> = {
  container: { type: 'string', value: 'NAME', describe: 'The container of a pod archive' },
};

export const FORMAT_OPTION: Readonly<Record<string, OptionSpec>> = {
  format: {
    type: 'string',
    value: 'FORMAT',
    choices: ['table', 'json'],
    default: 'table',
    describe: 'How to print the result',
  },
};

/** The limits that the options set. */
export function limitsOf(args: Arguments): Limits {
  const unpacked = sizeOf(args, 'max-unpacked');
  const inMemory = sizeOf(args, 'max-in-memory');
  return {
    ...DEFAULT_LIMITS,
    ...(unpacked !== undefined && { maxUnpacked: unpacked }),
    ...(inMemory !== undefined && { maxInMemory: inMemory }),
  };
}

const FACTORS = new Map(['K', 'M', 'G', 'T'].map((unit, index) => [unit, 1024 ** (index + 1)]));

/** Bytes of `512`, `10M`, `1.5GiB`. */
function sizeOf(args: Arguments, name: string): number | undefined {
  const text = args.values.get(name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text);
  const size = Number(match?.[1]) * (FACTORS.get(match?.[2]?.toUpperCase() ?? '') ?? 1);
  if (!Number.isFinite(size)) {
    throw new UsageError(`invalid argument "${text}" for "--${name}" flag: not a size such as 10G`);
  }
  return Math.floor(size);
}
