import type { HistoryLine } from '../analysis/history/history.js';
import { LINE_STATES } from '../analysis/history/command-line.js';
import { isoTime } from '../bytes/iso-time.js';
import { ORIGIN } from './dictionary.js';
import type { Table } from './table.js';

export const history: Table<HistoryLine> = {
  name: 'history',
  describe: 'A line that somebody typed, as a program, a terminal or a history file has it.',
  columns: [
    ...ORIGIN,
    {
      name: 'pid',
      type: 'integer',
      describe: 'The process that has it in its memory, or holds the terminal',
      get: (row) => row.pid,
      optional: true,
    },
    {
      name: 'comm',
      type: 'string',
      describe: 'Name of the process',
      get: (row) => row.comm,
      optional: true,
    },
    {
      name: 'by',
      type: 'string',
      describe: 'What keeps it: readline, libedit, zsh, busybox, a terminal or a file',
      get: (row) => row.by,
    },
    {
      name: 'state',
      type: 'string',
      describe:
        'listed: in the list of the program, in its order; loose: like an entry of it, but cut off; typing: not yet entered; file: of a history file',
      get: (row) => row.state,
      values: [...LINE_STATES],
    },
    {
      name: 'time',
      type: 'time',
      describe: 'When it was entered',
      get: ({ time }) => (time === undefined ? undefined : isoTime(BigInt(time) * 10n ** 9n)),
      optional: true,
    },
    {
      name: 'line',
      type: 'string',
      describe: 'What was typed; secrets in it are redacted unless --reveal',
      get: (row) => row.line,
    },
    {
      name: 'address',
      type: 'address',
      describe: 'Of its text in memory',
      get: (row) => row.address,
      optional: true,
      shown: 'wide',
    },
    {
      name: 'place',
      type: 'string',
      describe: 'What it is in, where that is no memory',
      get: (row) => row.place,
      optional: true,
      shown: 'wide',
    },
    {
      name: 'offset',
      type: 'integer',
      describe: 'Where in that',
      get: (row) => row.offset,
      optional: true,
      shown: 'wide',
    },
  ],
};
