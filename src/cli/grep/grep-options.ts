import { SEARCH_KINDS, type SearchKind } from '../../analysis/search/search-checkpoint.js';
import type { AroundMatch } from '../../render/found.js';
import { ENCODINGS, type Encoding } from '../../search/pattern/encodings.js';
import { parseLength } from '../address.js';
import { formatOption } from '../archive-options.js';
import { MEMORY_OPTIONS } from '../memory-options.js';
import { choice, choiceOf, commaList, flag, list, single, type ValuesOf } from '../option.js';
import { PROCESS_OPTIONS } from '../process-options.js';
import { REGION_OPTIONS } from '../region-options.js';
import { invalidArgument } from '../usage-error.js';

/** The options of grep, and some of ripgrep. */
export const GREP_OPTIONS = {
  extendedRegexp: flag({
    alias: ['E', 'P', 'perl-regexp'],
    describe: 'PATTERN is a regular expression, as it is anyway',
  }),
  text: flag({ alias: 'a', describe: 'All bytes are searched, as they are anyway' }),
  fixedStrings: flag({ alias: 'F', describe: 'PATTERN is text as it stands' }),
  regexp: list(
    {
      alias: 'e',
      value: 'PATTERN',
      describe: 'A pattern, may be given several times; all arguments are archives then',
    },
    (word) => word,
  ),
  file: list(
    {
      alias: 'f',
      value: 'FILE',
      describe: 'Patterns from a file, one a line; - is standard input',
    },
    (word) => word,
  ),
  hex: list(
    {
      value: 'BYTES',
      describe: 'Bytes in hexadecimal; ? is any digit, as in "de ad ?? ef"',
    },
    (word) => word,
  ),
  ignoreCase: flag({ alias: 'i', describe: 'Upper and lower case are the same' }),
  wordRegexp: flag({ alias: 'w', describe: 'Only whole words' }),
  encoding: commaList<Encoding>(
    {
      value: 'ENC,...',
      describe: `How text is stored: ${ENCODINGS.join(', ')} (by default utf-8, and plain text also utf-16le)`,
    },
    choiceOf(ENCODINGS),
  ),
  onlyMatching: flag({ alias: 'o', describe: 'Print no more than the match' }),
  count: flag({ alias: 'c', describe: 'Print only the number of matches' }),
  filesWithMatches: flag({
    alias: 'l',
    describe: 'Print only the archives that have a match',
  }),
  withFilename: flag({ alias: 'H', describe: 'Print the name of the archive, as is done anyway' }),
  noFilename: flag({ alias: 'h', describe: 'Print no name of the archive' }),
  lineNumber: flag({ alias: 'n', describe: 'Print where a match is, as is done anyway' }),
  quiet: flag({ alias: 'q', describe: 'Print nothing; the exit code tells' }),
  maxCount: single(
    { alias: 'm', value: 'NUM', describe: 'Stop after so many matches in an archive' },
    parseCount,
  ),
  afterContext: single(
    { alias: 'A', value: 'BYTES', describe: 'So many bytes behind each match' },
    parseLength,
  ),
  beforeContext: single(
    { alias: 'B', value: 'BYTES', describe: 'So many bytes before each match' },
    parseLength,
  ),
  context: single(
    { alias: 'C', value: 'BYTES', describe: 'So many bytes on both sides' },
    parseLength,
  ),
  maxColumns: single(
    {
      value: 'NUM',
      default: '160',
      describe:
        'Characters of a match and its line that are shown, without -o and -C; 0: the whole line',
    },
    parseCount,
  ),
  unique: flag({ describe: 'Tell memory that processes share once, with all of them' }),
  ...formatOption(['text', 'json'], 'How to print matches; json is one object a line'),
  color: choice({
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
    describe: 'Whether matches stand out in colour',
  }),
  noMessages: flag({
    alias: 's',
    describe: 'Nothing about archives that are missing or damaged; the exit code tells',
  }),
  recursive: flag({
    alias: ['r', 'R'],
    describe: 'A directory that is a checkpoint is searched with all in it, as it is anyway',
  }),
  in: commaList<SearchKind>(
    {
      value: 'WHAT,...',
      offers: SEARCH_KINDS,
      describe: `Search only: ${SEARCH_KINDS.join(', ')}`,
    },
    choiceOf(SEARCH_KINDS),
  ),
  notIn: commaList<SearchKind>(
    { value: 'WHAT,...', offers: SEARCH_KINDS, describe: 'Search all but these' },
    choiceOf(SEARCH_KINDS),
  ),
  ...PROCESS_OPTIONS,
  ...REGION_OPTIONS,
  threads: single(
    {
      alias: 'j',
      value: 'NUM',
      describe: 'Threads to search with (by default one for each processor, for large archives)',
    },
    parseCount,
  ),
  ...MEMORY_OPTIONS,
};

export type GrepValues = ValuesOf<typeof GREP_OPTIONS> & { readonly words: readonly string[] };

export function hasContext({ context, beforeContext, afterContext }: GrepValues): boolean {
  return [context, beforeContext, afterContext].some((bytes) => bytes !== undefined);
}

export function aroundOf(options: GrepValues): AroundMatch {
  if (options.onlyMatching) return { kind: 'nothing' };
  if (hasContext(options)) return { kind: 'all' };
  return { kind: 'line', width: options.maxColumns === 0 ? Infinity : options.maxColumns };
}

function parseCount(word: string, flag: string): number {
  if (!/^\d{1,9}$/.test(word)) throw invalidArgument(word, flag, 'a number from 0 on');
  return Number(word);
}
