import { collectEvents, reads } from '../analysis/timeline/collect-events.js';
import type { TimelineEvent } from '../analysis/timeline/event.js';
import { isoTime } from '../bytes/iso-time.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { ORIGIN } from './dictionary.js';

export const events: CheckpointTable<TimelineEvent> = {
  name: 'events',
  reads,
  describe: 'Something that happened at a time that the checkpoint knows.',
  columns: [
    ...ORIGIN,
    {
      name: 'datetime',
      type: 'time',
      describe: 'When, in UTC',
      get: ({ timeNs }) => isoTime(timeNs),
    },
    {
      name: 'timestamp_desc',
      type: 'string',
      title: 'WHAT',
      describe: 'What the time is of, in the words that plaso and Timesketch have for it',
      get: (row) => row.what,
    },
    {
      name: 'source',
      type: 'string',
      describe: 'What told it: engine, dump, file, ghost, log, history, timer, clock, secret',
      get: (row) => row.source,
    },
    {
      name: 'derived',
      type: 'boolean',
      describe: 'It is counted from the time of the checkpoint, and no more exact than that',
      get: ({ derived = false }) => derived,
      shown: 'wide',
    },
    {
      name: 'pid',
      type: 'integer',
      describe: 'Process that it is of',
      get: (row) => row.pid,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'member',
      type: 'string',
      describe: 'Member of the archive that tells it',
      get: (row) => row.member,
      shown: 'wide',
      optional: true,
    },
    { name: 'message', type: 'string', describe: 'What happened', get: (row) => row.message },
  ],
  rows: (checkpoint) => collectEvents(checkpoint),
};
