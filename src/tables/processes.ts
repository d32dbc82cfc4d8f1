import { eachProcess, reads } from '../analysis/processes.js';
import type { ProcessFacts } from '../analysis/process-facts.js';
import { absent, isAbsent, mapFact, type Fact } from '../model/absent.js';
import type { FilePath } from '../model/process-facts/file-paths.js';
import { readUserNames, type UserNames } from '../model/user-names.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { comm, ORIGIN, pid, uid } from './dictionary.js';
import type { Column } from './table.js';

/** What `ps` shows of a process. Thousands of rows may wait for their order: they hold nothing else. */
export interface ProcessRow extends Pick<
  ProcessFacts,
  'pid' | 'ppid' | 'pgid' | 'sid' | 'comm' | 'state' | 'exe' | 'cwd' | 'root' | 'architecture'
> {
  readonly commandLine: ProcessFacts['commandLine'];
  readonly command: ProcessFacts['command'];
  /** How many threads it has. */
  readonly threads: number;
  readonly uid: Fact<number>;
  readonly user: string | undefined;
  /** How deep in the tree it stands, where that is shown. */
  readonly depth?: number;
}

export const processes: CheckpointTable<ProcessRow> = {
  name: 'processes',
  // Names of users are in the files that the container changed, if anywhere.
  reads: [...reads, 'rootfs'],
  describe: 'A process, with the three names that it goes by: comm, exe and argv.',
  columns: [
    ...ORIGIN,
    pid,
    {
      name: 'ppid',
      type: 'integer',
      describe: 'Process ID of the parent; 0 where that is not in the checkpoint',
      get: (row) => row.ppid,
    },
    {
      name: 'pgid',
      type: 'integer',
      describe: 'Process group',
      get: (row) => row.pgid,
      shown: 'wide',
    },
    { name: 'sid', type: 'integer', describe: 'Session', get: (row) => row.sid, shown: 'wide' },
    {
      name: 'user',
      type: 'string',
      describe:
        "Name of the effective user, where etc/passwd is among the container's changed files",
      get: (row) => row.user,
      text: ({ uid: id, user }) => user ?? (isAbsent(id) ? '?' : String(id)),
      optional: true,
    },
    { ...uid, shown: 'wide' },
    {
      name: 'state',
      type: 'string',
      describe: 'What it was doing; CRIU writes dead for a zombie, too',
      get: (row) => mapFact(row.state, ({ state }) => state),
      values: ['alive', 'dead', 'stopped', 'zombie', 'unknown'],
    },
    ...endingColumns(),
    {
      name: 'threads',
      type: 'integer',
      describe: 'How many threads it has',
      get: (row) => (row.threads === 0 ? absent('the process has ended') : row.threads),
    },
    comm,
    ...pathColumns('exe', 'The program', ({ exe }) => exe),
    {
      name: 'argv',
      type: 'strings',
      title: 'COMMAND',
      describe: 'The command line, which the process can write over',
      get: (row) => mapFact(row.commandLine, ({ entries }) => entries),
      text: commandText,
      separator: ' ',
    },
    {
      name: 'argv_incomplete',
      type: 'string',
      describe: 'Why parts of the command line are not there',
      get: (row) => (isAbsent(row.commandLine) ? undefined : row.commandLine.incomplete),
      shown: 'data',
      optional: true,
    },
    ...pathColumns('cwd', 'The working directory', ({ cwd }) => cwd, 'wide'),
    ...pathColumns('root', 'The root directory', ({ root }) => root, 'wide'),
    {
      name: 'architecture',
      type: 'string',
      describe: 'Kind of processor',
      get: (row) => row.architecture,
      shown: 'wide',
    },
  ],
  async rows(checkpoint) {
    const users = await readUserNames(checkpoint);
    return eachProcess(checkpoint, (facts) => [rowOf(facts, users)]);
  },
};

function rowOf(facts: ProcessFacts, users: UserNames): ProcessRow {
  const { pid: id, ppid, pgid, sid, comm: name, state, architecture } = facts;
  const { exe, cwd, root, commandLine, command } = facts;
  const [main] = facts.threads;
  const credentials = main?.credentials ?? absent('the process has ended');
  const owner = mapFact(credentials, ({ uid: ids }) => ids.effective);
  return {
    ...{ pid: id, ppid, pgid, sid, comm: name, state, architecture },
    ...{ exe, cwd, root, commandLine, command },
    threads: facts.threads.length,
    uid: owner,
    user: isAbsent(owner) ? undefined : users.get(owner),
  };
}

/** How a process that has ended did so, and what stopped one that is stopped. */
function endingColumns(): Column<ProcessRow>[] {
  return [
    {
      name: 'exit_code',
      type: 'integer',
      describe: 'Value with which it ended',
      get: ({ state }) =>
        !isAbsent(state) && state.ended?.kind === 'exited' ? state.ended.code : undefined,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'signal',
      type: 'string',
      describe: 'Signal that ended or stopped it',
      get: ({ state }) => {
        if (isAbsent(state)) return undefined;
        return state.ended?.kind === 'killed' ? state.ended.signal : state.stoppedBy;
      },
      shown: 'wide',
      optional: true,
    },
  ];
}

/** A path, and whether it still led there. */
function pathColumns(
  name: 'exe' | 'cwd' | 'root',
  describe: string,
  get: (row: ProcessRow) => Fact<FilePath>,
  shown?: 'wide',
): Column<ProcessRow>[] {
  return [
    {
      name,
      type: 'string',
      describe: `${describe}: a path as the process sees it`,
      get: (row) => mapFact(get(row), ({ path }) => path),
      text: (row) => {
        const found = get(row);
        if (isAbsent(found)) return '?';
        return found.deleted ? `${found.path} (deleted)` : found.path;
      },
      ...(shown !== undefined && { shown }),
    },
    {
      name: `${name}_deleted`,
      type: 'boolean',
      describe: `Whether the path of ${name} no longer led to the file`,
      get: (row) => mapFact(get(row), ({ deleted }) => deleted),
      shown: 'data',
    },
  ];
}

/** As ps has it: the name in brackets where there is no command line, and what became of the process. */
function commandText({ commandLine, comm: name, state }: ProcessRow): string {
  const words = isAbsent(commandLine) ? [] : commandLine.entries;
  const line = words.every((word) => word === '') ? '' : words.join(' ');
  const shown = line === '' ? `[${isAbsent(name) ? '?' : name}]` : line;
  const ended = !isAbsent(state) && (state.state === 'zombie' || state.state === 'dead');
  return ended ? `${shown} <defunct>` : shown;
}
