import { CHANGES, type Drift } from '../analysis/drift/drift.js';
import type { DriftRow } from '../analysis/drift/drift-rows.js';
import { changedFiles } from './members.js';
import type { Column, Table } from './table.js';

/** What a file is beside the image. */
export const DRIFT: readonly Column<Partial<Drift>>[] = [
  {
    name: 'change',
    type: 'string',
    describe:
      'What it is beside the image: new, changed, only its metadata, merely touched, the same, or deleted',
    get: ({ change }) => change,
    values: [...CHANGES],
    optional: true,
  },
  {
    name: 'differs',
    type: 'strings',
    describe: 'What is other than in the image: content, mode, owner, capabilities, time ...',
    get: ({ differs }) => differs,
    optional: true,
  },
];

export const drift: Table<DriftRow> = {
  name: 'drift',
  describe: "A changed file of the container's root file system, compared with the image.",
  columns: [...DRIFT, ...changedFiles.columns],
};
