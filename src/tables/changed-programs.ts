import {
  changedPrograms as programsOf,
  reads,
  type ChangedProgram,
} from '../analysis/changed-programs.js';
import { isoTime } from '../bytes/iso-time.js';
import type { Drift } from '../analysis/drift/drift.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { ORIGIN } from './dictionary.js';
import { DRIFT } from './drift.js';
import type { Table } from './table.js';

const NO_NUMBER = { absent: 'the header has no number there' } as const;

/** A program, and what it is beside that of the image. */
export type DriftedProgram = ChangedProgram & Partial<Drift>;

export const changedPrograms: CheckpointTable<ChangedProgram> = {
  name: 'changed-programs',
  describe: 'A program or script of the root file system that the container changed or created.',
  reads,
  columns: [
    ...ORIGIN,
    {
      name: 'mode',
      type: 'mode',
      describe: 'Permission bits, octal',
      get: ({ header }) => header.mode ?? NO_NUMBER,
    },
    {
      name: 'uid',
      type: 'integer',
      describe: 'User ID of the owner',
      get: ({ header }) => header.uid ?? NO_NUMBER,
      shown: 'wide',
    },
    {
      name: 'size',
      type: 'size',
      describe: 'Bytes of content, holes included',
      get: ({ header }) => header.size,
      largestFirst: true,
    },
    {
      name: 'mtime',
      type: 'time',
      describe: 'When the content was changed last',
      get: ({ header }) => (header.mtimeNs === undefined ? NO_NUMBER : isoTime(header.mtimeNs)),
      shown: 'wide',
    },
    {
      name: 'kind',
      type: 'string',
      describe: 'An ELF file, or a script with #! first',
      get: ({ kind }) => kind,
    },
    {
      name: 'set_user',
      type: 'boolean',
      describe: 'Whether it runs with the rights of its owner',
      get: ({ setUser }) => setUser,
      shown: 'data',
    },
    {
      name: 'set_group',
      type: 'boolean',
      describe: 'Whether it runs with the rights of its group',
      get: ({ setGroup }) => setGroup,
      shown: 'data',
    },
    {
      name: 'file_capabilities',
      type: 'strings',
      title: 'CAPABILITIES',
      describe: 'Capabilities that it gives whoever runs it (security.capability)',
      get: ({ capabilities }) => capabilities,
    },
    {
      name: 'run_by',
      type: 'integers',
      describe: 'Processes that run it',
      get: ({ runBy }) => runBy,
    },
    {
      name: 'mapped_by',
      type: 'integers',
      describe: 'Processes that have it mapped',
      get: ({ mappedBy }) => mappedBy,
    },
    {
      name: 'sha256',
      type: 'string',
      describe: 'SHA-256 of the content',
      get: ({ sha256 }) => sha256,
    },
    {
      name: 'name',
      type: 'string',
      describe: 'Path in the archive',
      get: ({ header }) => header.name,
    },
  ],
  rows: programsOf,
};

/** The same beside the image of the container. */
export const driftedPrograms: Table<DriftedProgram> = {
  ...changedPrograms,
  columns: [
    ...changedPrograms.columns.slice(0, ORIGIN.length),
    ...DRIFT,
    ...changedPrograms.columns.slice(ORIGIN.length),
  ],
};
