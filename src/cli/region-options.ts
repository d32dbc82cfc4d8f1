import {
  REGION_KINDS,
  type RegionFilter,
  type RegionKindName,
} from '../model/memory/region-filter.js';
import { joinIntervals, type Interval } from '../model/memory/interval-list.js';
import { parseAddress, parseLength } from './address.js';
import { choiceOf, commaList, list, single, type ValuesOf } from './option.js';
import { UsageError } from './usage-error.js';

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

function parseRange(word: string): Interval {
  const [, from = '', sign, to = ''] = /^([^-+]+)([-+])([^-+]+)$/.exec(word) ?? [];
  if (sign === undefined) throw new UsageError(`not a range such as 7f00-7fff: ${word}`);
  const start = parseAddress(from);
  const end = sign === '-' ? parseAddress(to) : start + BigInt(parseLength(to));
  if (start >= end) throw new UsageError(`an empty range: ${word}`);
  return { start, end };
}
