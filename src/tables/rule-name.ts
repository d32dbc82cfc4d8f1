import type { RuleHit } from '../analysis/yara/rule-hit.js';
import type { Column } from './table.js';

/** Which rule it is. */
export const RULE_NAME_COLUMNS: readonly Column<Pick<RuleHit, 'rule'>>[] = [
  {
    name: 'rule',
    type: 'string',
    describe: 'Name of the rule',
    get: (row) => row.rule.identifier,
  },
  {
    name: 'namespace',
    type: 'string',
    describe: 'That the rule is in: `default`, or as the file was named on the command line',
    get: (row) => row.rule.namespace,
    shown: 'wide',
  },
];
