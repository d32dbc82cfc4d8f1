import { SEARCH_KINDS, type SearchKind } from '../../analysis/search/search-checkpoint.js';
import { MEMORY_OPTIONS } from '../memory-options.js';
import { choiceOf, commaList, flag, list, single, type ValuesOf } from '../option.js';
import { PROCESS_OPTIONS } from '../process-options.js';
import { REGION_OPTIONS } from '../region-options.js';
import { ROW_OPTIONS } from '../row-options.js';
import { invalidArgument } from '../usage-error.js';
import { parseVariable } from './rule-variable.js';

/** Matches of a string in one block; a rule that counts more is not met. */
const MOST_MATCHES = 10_000;

export const YARA_OPTIONS = {
  printStrings: flag({
    alias: 's',
    describe: 'A row for each match of a string, with process and address',
  }),
  tag: list(
    { alias: 't', value: 'TAG', describe: 'Only rules with this tag; may be given several times' },
    (word) => word,
  ),
  define: list(
    { alias: 'd', value: 'NAME=VALUE', describe: 'A variable that rules may ask for' },
    parseVariable,
  ),
  timeout: single(
    { value: 'SECONDS', describe: 'Leave what is not scanned of an archive by then' },
    parsePositive,
  ),
  maxMatches: single(
    {
      value: 'NUM',
      default: String(MOST_MATCHES),
      describe: 'Matches of a string that are told, and counted, of one block',
    },
    parsePositive,
  ),
  in: commaList<SearchKind>(
    { value: 'WHAT,...', describe: `Scan only: ${SEARCH_KINDS.join(', ')}` },
    choiceOf(SEARCH_KINDS),
  ),
  threads: single(
    {
      alias: 'j',
      value: 'NUM',
      describe: 'Threads that scan (by default one for each processor, at most four)',
    },
    parsePositive,
  ),
  ...PROCESS_OPTIONS,
  ...REGION_OPTIONS,
  ...ROW_OPTIONS,
  ...MEMORY_OPTIONS,
};

export type YaraValues = ValuesOf<typeof YARA_OPTIONS>;

function parsePositive(word: string, flag: string): number {
  if (!/^[1-9]\d{0,6}$/.test(word)) {
    throw invalidArgument(word, flag, 'a number from 1 to 9999999');
  }
  return Number(word);
}
