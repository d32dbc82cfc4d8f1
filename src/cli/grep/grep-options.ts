import { SEARCH_KINDS } from '../../analysis/search/search-checkpoint.js';
import type { AroundMatch } from '../../render/found.js';
import { ENCODINGS } from '../../search/pattern/encode-pattern.js';
import type { Arguments, OptionSpec } from '../command.js';
import { UsageError } from '../failure.js';
import { MEMORY_OPTIONS, PID_OPTION, REGION_OPTIONS } from '../memory-options.js';

/** The options of grep, and some of ripgrep. */
export const GREP_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  'extended-regexp': {
    type: 'boolean',
    alias: 'E',
    describe: 'PATTERN is a regular expression, as it is anyway',
  },
  text: { type: 'boolean', alias: 'a', describe: 'All bytes are searched, as they are anyway' },
  'fixed-strings': { type: 'boolean', alias: 'F', describe: 'PATTERN is text as it stands' },
  regexp: {
    type: 'string',
    alias: 'e',
    value: 'PATTERN',
    repeat: true,
    describe: 'A pattern, may be given several times; all arguments are archives then',
  },
  file: {
    type: 'string',
    alias: 'f',
    value: 'FILE',
    repeat: true,
    describe: 'Patterns from a file, one a line; - is standard input',
  },
  hex: {
    type: 'string',
    value: 'BYTES',
    repeat: true,
    describe: 'Bytes in hexadecimal; ? is any digit, as in "de ad ?? ef"',
  },
  'ignore-case': { type: 'boolean', alias: 'i', describe: 'Upper and lower case are the same' },
  'word-regexp': { type: 'boolean', alias: 'w', describe: 'Only whole words' },
  encoding: {
    type: 'string',
    value: 'ENC,...',
    repeat: true,
    describe: `How text is stored: ${ENCODINGS.join(', ')} (by default utf-8, and plain text also utf-16le)`,
  },
  'only-matching': { type: 'boolean', alias: 'o', describe: 'Print no more than the match' },
  count: { type: 'boolean', alias: 'c', describe: 'Print only the number of matches' },
  'files-with-matches': {
    type: 'boolean',
    alias: 'l',
    describe: 'Print only the archives that have a match',
  },
  quiet: { type: 'boolean', alias: 'q', describe: 'Print nothing; the exit code tells' },
  'max-count': {
    type: 'string',
    alias: 'm',
    value: 'NUM',
    describe: 'Stop after so many matches in an archive',
  },
  'after-context': {
    type: 'string',
    alias: 'A',
    value: 'BYTES',
    describe: 'So many bytes behind each match',
  },
  'before-context': {
    type: 'string',
    alias: 'B',
    value: 'BYTES',
    describe: 'So many bytes before each match',
  },
  context: {
    type: 'string',
    alias: 'C',
    value: 'BYTES',
    describe: 'So many bytes on both sides',
  },
  unique: {
    type: 'boolean',
    describe: 'Tell memory that processes share once, with all of them',
  },
  json: { type: 'boolean', describe: 'One JSON object a line' },
  color: {
    type: 'string',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
    describe: 'Whether matches stand out in colour',
  },
  'no-messages': {
    type: 'boolean',
    alias: 's',
    describe: 'Nothing about archives that are missing or damaged; the exit code tells',
  },
  in: {
    type: 'string',
    value: 'WHAT,...',
    repeat: true,
    describe: `Search only: ${SEARCH_KINDS.join(', ')}`,
  },
  'not-in': { type: 'string', value: 'WHAT,...', repeat: true, describe: 'Search all but these' },
  ...PID_OPTION,
  comm: {
    type: 'string',
    value: 'NAME',
    repeat: true,
    describe: 'Only processes of this name',
  },
  ...REGION_OPTIONS,
  threads: {
    type: 'string',
    alias: 'j',
    value: 'NUM',
    describe: 'Threads to search with (by default one for each processor, for large archives)',
  },
  ...MEMORY_OPTIONS,
};

export function hasContext({ values }: Arguments): boolean {
  return ['context', 'before-context', 'after-context'].some((name) => values.has(name));
}

export function aroundOf(args: Arguments): AroundMatch {
  if (args.flags.has('only-matching')) return 'nothing';
  return hasContext(args) ? 'all' : 'line';
}

export function countOf(args: Arguments, name: string): number | undefined {
  const text = args.values.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`invalid --${name}: ${text} is not a number`);
  return Number(text);
}
