import {
  REGION_KINDS,
  type RegionFilter,
  type RegionKindName,
} from '../model/memory/region-filter.js';
import { joinIntervals, type Interval } from '../model/memory/interval-list.js';
import { readAddress, readLength } from './address.js';
import { choiceOf, commaList, list, single, type ValuesOf } from './option.js';
import { invalidArgument, UsageError } from './usage-error.js';

/** Options that choose regions. */
export const REGION_OPTIONS = {
  perm: single(
    {
      value: 'PERM',
      describe: 'Only regions with these permissions: wx for all of them, or r-x, rw-p exactly',
    },
    permissionTest,
  ),
  kind: commaList<RegionKindName>(
    {
      value: 'KIND,...',
      offers: REGION_KINDS,
      describe: `Only regions of these kinds: ${REGION_KINDS.join(', ')}`,
    },
    choiceOf(REGION_KINDS),
  ),
  range: list(
    {
      value: 'A-B',
      describe: 'Only addresses from A up to B (hexadecimal), or A+LENGTH',
    },
    parseRange,
  ),
};

export function regionFilterOf({
  perm,
  kind,
  range,
}: ValuesOf<typeof REGION_OPTIONS>): RegionFilter {
  return {
    ...(perm !== undefined && { permissions: perm }),
    ...(kind !== undefined && { kinds: new Set(kind) }),
    ...(range !== undefined && { ranges: joinIntervals(range) }),
  };
}

/** Letters alone must all be there; with dashes the text is compared as it stands. */
function permissionTest(wanted: string): (permissions: string) => boolean {
  if (/^[rwxps]+$/.test(wanted)) {
    return (permissions) => Array.from(wanted).every((letter) => permissions.includes(letter));
  }
  if (!/^[r-][w-][x-][ps]?$/.test(wanted)) {
    throw new UsageError(`invalid --perm: ${wanted} (such as rw, r-x or rwxp)`);
  }
  return (permissions) => permissions.startsWith(wanted);
}

function parseRange(word: string, flag: string): Interval {
  const [, from = '', sign, to = ''] = /^([^-+]+)([-+])([^-+]+)$/.exec(word) ?? [];
  const start = readAddress(from);
  const end = sign === '-' ? readAddress(to) : behind(start, readLength(to));
  if (start === undefined || end === undefined) {
    throw invalidArgument(word, flag, 'a range such as 7f00-7fff or 7f00+4K');
  }
  if (start >= end) throw invalidArgument(word, flag, 'a range, as it has no address');
  return { start, end };
}

function behind(start: bigint | undefined, length: number | undefined): bigint | undefined {
  return start === undefined || length === undefined ? undefined : start + BigInt(length);
}
