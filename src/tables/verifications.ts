import { RESTORES } from '../analysis/verify/check.js';
import type { Verification } from '../analysis/verify/verify-checkpoint.js';
import { ORIGIN } from './dictionary.js';
import type { Table } from './table.js';

export const verifications: Table<Verification> = {
  name: 'verifications',
  describe:
    'What came of a check of a checkpoint: of a failed one a row for each thing that is wrong.',
  columns: [
    ...ORIGIN,
    { name: 'check', type: 'string', describe: 'Name of the check', get: (row) => row.check },
    {
      name: 'outcome',
      type: 'string',
      describe: 'Whether it passed; skipped where the checkpoint has nothing of the kind',
      get: (row) => row.outcome,
      values: ['ok', 'failed', 'skipped'],
    },
    {
      name: 'subject',
      type: 'string',
      describe: 'Image, process or member that a failure is about',
      get: (row) => row.subject,
      optional: true,
    },
    {
      name: 'detail',
      type: 'string',
      describe: 'What holds, what is wrong, or why nothing could be checked',
      get: (row) => row.detail,
    },
    {
      name: 'means',
      type: 'string',
      describe: 'What a failure means for whoever relies on the checkpoint',
      get: (row) => row.means,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'restore',
      type: 'string',
      describe:
        'What CRIU would do after a failure: it fails, restores what differs, or works all the same',
      get: (row) => row.restore,
      values: RESTORES,
      optional: true,
    },
  ],
};
