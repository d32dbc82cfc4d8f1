import type { RuleHit, StringMatch } from '../analysis/yara/rule-hit.js';
import { ORIGIN } from './dictionary.js';
import { MATCH_COLUMNS } from './rule-matches.js';
import { RULE_NAME_COLUMNS } from './rule-name.js';
import { RULE_PLACE_COLUMNS } from './rule-places.js';
import { rowsColumn, type Table } from './table.js';

type Metadata = RuleHit['rule']['metadata'][number];

export const rules: Table<RuleHit> = {
  name: 'rules',
  describe:
    'A YARA rule that matches a block of memory, a file or a queue; memory that processes share once.',
  columns: [
    ...ORIGIN,
    ...RULE_NAME_COLUMNS,
    {
      name: 'tags',
      type: 'strings',
      describe: 'Tags of the rule',
      get: (row) => row.rule.tags,
    },
    ...RULE_PLACE_COLUMNS,
    {
      name: 'count',
      type: 'integer',
      title: 'MATCHES',
      describe: 'How many matches its strings have there',
      get: (row) => row.matches.length,
      largestFirst: true,
    },
    {
      name: 'limited',
      type: 'strings',
      describe: 'Strings that have more matches than --max-matches',
      get: (row) => row.cut,
      shown: 'data',
    },
    rowsColumn<RuleHit, Metadata>({
      name: 'metadata',
      describe: 'What the rule says of itself',
      items: [
        { name: 'name', type: 'string', describe: 'Of the entry', get: (each) => each.name },
        { name: 'value', type: 'string', describe: 'As text', get: (each) => each.value },
      ],
      get: (row) => row.rule.metadata,
      shown: 'data',
    }),
    rowsColumn<RuleHit, StringMatch>({
      name: 'matches',
      describe: 'Where its strings are',
      items: MATCH_COLUMNS,
      get: (row) => row.matches,
      shown: 'data',
    }),
  ],
};
