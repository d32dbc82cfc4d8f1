import { absent, type Fact } from '../../src/model/absent.js';
import { comm, ORIGIN, pid } from '../../src/tables/dictionary.js';
import {
  rowsColumn,
  type Cell,
  type Origin,
  type PlacedRow,
  type Table,
} from '../../src/tables/table.js';

export interface Sample {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly start?: Cell<bigint>;
  readonly mode?: Cell<number>;
  readonly size?: Cell<bigint>;
  readonly words?: readonly string[];
  readonly running?: boolean;
  readonly changed?: string;
  readonly holders?: readonly { readonly pid: number; readonly fd: number }[];
}

/** A column of each type. */
export const sample: Table<Sample> = {
  name: 'samples',
  describe: 'A row with a cell of each type.',
  columns: [
    ...ORIGIN,
    pid,
    comm,
    {
      name: 'start',
      type: 'address',
      describe: 'Address',
      get: (row) => row.start,
      optional: true,
    },
    { name: 'mode', type: 'mode', describe: 'Mode', get: (row) => row.mode, optional: true },
    {
      name: 'size',
      type: 'size',
      describe: 'Size',
      get: (row) => row.size,
      optional: true,
      largestFirst: true,
    },
    {
      name: 'words',
      type: 'strings',
      describe: 'Words',
      get: (row) => row.words,
      separator: ' ',
      optional: true,
    },
    {
      name: 'running',
      type: 'boolean',
      describe: 'Flag',
      get: (row) => row.running,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'changed',
      type: 'time',
      describe: 'Moment',
      get: (row) => row.changed,
      shown: 'data',
      optional: true,
    },
    rowsColumn<Sample, { readonly pid: number; readonly fd: number }>({
      name: 'holders',
      describe: 'Holders',
      items: [pid, { name: 'fd', type: 'integer', describe: 'Descriptor', get: ({ fd }) => fd }],
      get: (row) => row.holders,
      shown: 'wide',
      optional: true,
    }),
  ],
};

export const origin: Origin = { archive: 'a.tar', container: absent('there is no config.dump') };

export function placed(row: Sample, from: Partial<Origin> = {}): PlacedRow<Sample> {
  return { row, origin: { ...origin, ...from } };
}

export const rows: readonly Sample[] = [
  { pid: 7, comm: 'bash', start: 0x7fffffffffffffffn, mode: 0o644, size: 2048n, words: ['a', 'b'] },
  { pid: 12, comm: absent('core-12.img is not here'), start: absent('no mm'), size: 3n },
  { pid: 1, comm: 'init', mode: 0o4755, running: true, holders: [{ pid: 1, fd: 3 }] },
];
