import { eachProcess, reads } from '../analysis/processes.js';
import type { ThreadFacts } from '../analysis/threads.js';
import { isAbsent, known, mapFact, type Fact } from '../model/absent.js';
import type { Ids } from '../model/process-facts/credentials.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { comm, gid, ORIGIN, pid, tid, uid } from './dictionary.js';
import type { Column } from './table.js';

/** A thread of a process. */
export interface ThreadRow extends ThreadFacts {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly uid: Fact<number>;
  readonly gid: Fact<number>;
}

const ID_NAMES = {
  real: ['real', 'Real'],
  saved: ['saved', 'Saved'],
  fileSystem: ['fs', 'For access to files: the'],
} as const satisfies Partial<Record<keyof Ids, unknown>>;

export const threads: CheckpointTable<ThreadRow> = {
  name: 'threads',
  reads,
  describe: 'A thread, with whom it ran as and how it was scheduled.',
  columns: [
    ...ORIGIN,
    pid,
    comm,
    tid,
    {
      name: 'name',
      type: 'string',
      describe: 'Name of the thread, at most 15 bytes',
      get: (row) => row.name,
    },
    uid,
    gid,
    ...(['real', 'saved', 'fileSystem'] as const).flatMap((which) => [
      idColumn('uid', which),
      idColumn('gid', which),
    ]),
    {
      name: 'groups',
      type: 'integers',
      describe: 'Supplementary groups',
      get: (row) => mapFact(row.credentials, ({ groups }) => groups),
      shown: 'wide',
    },
    {
      name: 'policy',
      type: 'string',
      describe: 'Scheduling class, as chrt names it',
      get: (row) => mapFact(row.scheduling, ({ policy }) => policy),
    },
    {
      name: 'nice',
      type: 'integer',
      describe: '-20, most favoured, to 19',
      get: (row) => mapFact(row.scheduling, ({ nice }) => nice),
    },
    {
      name: 'priority',
      type: 'integer',
      describe: 'Of the real-time classes: 1 to 99',
      get: (row) => mapFact(row.scheduling, ({ priority }) => priority),
      shown: 'wide',
    },
    {
      name: 'timer_slack_ns',
      type: 'integer',
      describe: 'By how many nanoseconds its timers may be late',
      get: (row) =>
        mapFact(row.scheduling, ({ timerSlackNs }) =>
          known(timerSlackNs, 'only CRIU after 4.2 records it'),
        ),
      shown: 'wide',
    },
    {
      name: 'blocked_signals',
      type: 'strings',
      describe: 'Signals that it does not take for now',
      get: (row) => row.blockedSignals,
    },
    {
      name: 'pending_signals',
      type: 'strings',
      describe: 'Signals that wait for this very thread',
      get: (row) => mapFact(row.pendingSignals, (all) => all.map(({ signal }) => signal)),
    },
    {
      name: 'parent_death_signal',
      type: 'string',
      describe: 'Signal that it gets when its parent dies; none when it asked for none',
      get: (row) => row.parentDeathSignal,
      shown: 'wide',
    },
    {
      name: 'alternate_stack_start',
      type: 'address',
      describe: 'Where sigaltstack(2) put the stack for signals',
      get: ({ alternateStack: stack }) =>
        isAbsent(stack) ? stack : stack === 'disabled' ? undefined : stack.start,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'alternate_stack_size',
      type: 'size',
      describe: 'Its size in bytes',
      get: ({ alternateStack: stack }) =>
        isAbsent(stack) ? stack : stack === 'disabled' ? undefined : stack.size,
      shown: 'wide',
      optional: true,
    },
  ],
  rows(checkpoint) {
    return eachProcess(checkpoint, (process) =>
      process.threads.map((thread) => ({
        ...thread,
        pid: process.pid,
        comm: process.comm,
        uid: mapFact(thread.credentials, (ids) => ids.uid.effective),
        gid: mapFact(thread.credentials, (ids) => ids.gid.effective),
      })),
    );
  },
};

function idColumn(kind: 'uid' | 'gid', which: keyof typeof ID_NAMES): Column<ThreadRow> {
  const [prefix, words] = ID_NAMES[which];
  return {
    name: `${prefix}_${kind}`,
    type: 'integer',
    describe: `${words} ${kind === 'uid' ? 'user' : 'group'} ID`,
    get: (row) => mapFact(row.credentials, (ids) => ids[kind][which]),
    shown: 'wide',
  };
}
