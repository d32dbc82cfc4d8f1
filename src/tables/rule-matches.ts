import type { StringMatch } from '../analysis/yara/rule-hit.js';
import { decodeText } from '../bytes/text.js';
import { ORIGIN } from './dictionary.js';
import { RULE_NAME_COLUMNS } from './rule-name.js';
import { RULE_PLACE_COLUMNS } from './rule-places.js';
import type { Column, Table } from './table.js';

/** What there is of a match besides its rule. */
export const MATCH_COLUMNS: readonly Column<StringMatch>[] = [
  {
    name: 'string',
    type: 'string',
    describe: 'Which of the strings of the rule, such as $a',
    get: (row) => row.identifier,
  },
  ...RULE_PLACE_COLUMNS,
  {
    name: 'length',
    type: 'integer',
    describe: 'Bytes of the match',
    get: (row) => row.length,
  },
  {
    name: 'text',
    type: 'string',
    describe: 'The match as text, of a long one its first 256 bytes',
    get: (row) => decodeText(row.bytes),
  },
  {
    name: 'bytes',
    type: 'string',
    describe: 'The same bytes in hexadecimal',
    get: (row) => Buffer.from(row.bytes).toString('hex'),
    shown: 'data',
  },
  {
    name: 'member',
    type: 'string',
    describe: 'Member of the archive that its first byte is in, nested ones joined by a colon',
    get: ({ sources: [first] }) => first?.member,
    optional: true,
    shown: 'data',
  },
  {
    name: 'offset',
    type: 'integer',
    describe: 'Where in the member that byte is',
    get: ({ sources: [first] }) => first?.offset,
    optional: true,
    shown: 'data',
  },
];

export const ruleMatches: Table<StringMatch> = {
  name: 'rule-matches',
  describe:
    'A string of a YARA rule that `yara --print-strings` found, in a block that the rule matches.',
  columns: [...ORIGIN, ...RULE_NAME_COLUMNS, ...MATCH_COLUMNS],
};
