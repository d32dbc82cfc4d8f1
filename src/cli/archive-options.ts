import { DEFAULT_LIMITS, type Limits } from '../archive/limits.js';
import { choice, flag, type Option, single, text, type ValuesOf } from './option.js';
import { type RemoteValues, remoteAccess } from './remote-options.js';
import { invalidArgument } from './usage-error.js';

const FACTORS = new Map(['K', 'M', 'G', 'T'].map((unit, index) => [unit, 1024 ** (index + 1)]));

/** Options of every command that opens an archive. */
export const ARCHIVE_OPTIONS = {
  maxUnpacked: single(
    {
      value: 'SIZE',
      describe:
        'Most bytes that a compressed archive may unpack to, such as 50G (by default 1 GiB, or 200 times its size)',
    },
    parseSize,
  ),
  maxInMemory: single(
    {
      value: 'SIZE',
      describe: 'Most bytes of members that may be held in memory, such as 1G (by default 256 MiB)',
    },
    parseSize,
  ),
  image: text({
    value: 'NAME',
    describe: 'The image, by tag or digest, of an archive that holds several',
  }),
};

export const CONTAINER_OPTION = {
  container: text({
    value: 'NAME',
    offers: 'containers',
    describe: 'The container of a pod archive',
  }),
};

/** The forms that a result is printed in, the usual one first. */
export function formatOption<C extends string>(
  choices: readonly [C, ...C[]],
  describe = 'How to print the result',
): { readonly format: Option<C> } {
  const [usual] = choices;
  const hasJson = choices.some((each) => each === 'json');
  const shorthands = hasJson ? { json: 'json' } : {};
  return {
    format: choice({ value: 'FORMAT', choices, default: usual, shorthands, describe }),
  };
}

/** For commands that print a table or JSON. */
export const FORMAT_OPTION = formatOption(['table', 'json']);

/** Nothing that is there is replaced without it. */
export const FORCE_OPTION = {
  force: flag({ alias: 'overwrite', describe: 'Replace files that are there already' }),
};

export type LimitValues = ValuesOf<typeof ARCHIVE_OPTIONS>;

/** The limits that the options set, and how a server is asked. */
export function limitsOf(options: LimitValues & Partial<RemoteValues>): Limits {
  const { maxUnpacked, maxInMemory, image } = options;
  return {
    ...DEFAULT_LIMITS,
    ...(maxUnpacked !== undefined && { maxUnpacked }),
    ...(maxInMemory !== undefined && { maxInMemory }),
    ...(image !== undefined && { image }),
    remote: remoteAccess(options),
  };
}

/** Bytes of `512`, `10M`, `1.5GiB`. */
function parseSize(word: string, name: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(word);
  const size = Number(match?.[1]) * (FACTORS.get(match?.[2]?.toUpperCase() ?? '') ?? 1);
  if (!Number.isFinite(size)) {
    throw invalidArgument(word, name, 'a size such as 10G');
  }
  return Math.floor(size);
}
