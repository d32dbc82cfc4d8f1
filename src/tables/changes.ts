import { KINDS, SECTIONS, type Change } from '../analysis/diff/change.js';
import { comm, ORIGIN, pid } from './dictionary.js';
import type { Table } from './table.js';

/** What `diff` found, section by section. */
export const changes: Table<Change> = {
  name: 'changes',
  describe:
    'Something that is different in a checkpoint from the one before it; `archive` is the later one.',
  columns: [
    ...ORIGIN,
    {
      name: 'section',
      type: 'string',
      describe: 'What it is about',
      get: ({ section }) => section,
      values: SECTIONS,
    },
    {
      name: 'change',
      type: 'string',
      describe: '+ is new, - is gone, ~ is another than it was',
      get: ({ kind }) => kind,
      values: KINDS,
    },
    {
      name: 'pid',
      type: 'integer',
      describe: pid.describe,
      get: (row) => row.pid,
      optional: true,
    },
    {
      name: 'comm',
      type: 'string',
      describe: comm.describe,
      get: (row) => row.comm,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'what',
      type: 'string',
      describe: 'The thing: a fact, a region, a descriptor, a file',
      get: ({ what }) => what,
    },
    {
      name: 'before',
      type: 'string',
      describe: 'What it was, in words',
      get: ({ before }) => before,
      optional: true,
    },
    {
      name: 'after',
      type: 'string',
      describe: 'What it is, in words',
      get: ({ after }) => after,
      optional: true,
    },
    {
      name: 'patch',
      type: 'string',
      describe: 'With --content, the lines of a text file that changed, as diff -u prints them',
      get: ({ patch }) => patch,
      shown: 'data',
      optional: true,
    },
  ],
};
