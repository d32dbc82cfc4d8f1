import { eachProcess, reads } from '../analysis/processes.js';
import { isAbsent, type Fact } from '../model/absent.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { comm, ORIGIN, pid } from './dictionary.js';
import type { Cell } from './table.js';

/** An entry of the environment of a process. */
export interface EnvironmentRow {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly name: Fact<string>;
  readonly value: Cell<string>;
}

export const environment: CheckpointTable<EnvironmentRow> = {
  name: 'environment',
  reads,
  describe:
    'A variable of the environment that a process was started with, unless it wrote over it.',
  columns: [
    ...ORIGIN,
    pid,
    comm,
    {
      name: 'name',
      type: 'string',
      describe: 'What stands before the equals sign; the whole entry where there is no name',
      get: (row) => row.name,
    },
    {
      name: 'value',
      type: 'string',
      describe: 'What stands behind it',
      get: (row) => row.value,
      optional: true,
    },
  ],
  rows(checkpoint) {
    return eachProcess(checkpoint, (process): EnvironmentRow[] => {
      const { pid: id, comm: name, environment: strings, threads } = process;
      // One that has ended has none, which is not worth a row.
      if (isAbsent(strings)) {
        return threads.length === 0 ? [] : [{ pid: id, comm: name, name: strings, value: strings }];
      }
      return strings.entries.map((entry) => ({ pid: id, comm: name, ...partsOf(entry) }));
    });
  },
};

/** An entry that has no name before an equals sign stays whole. */
function partsOf(entry: string): Pick<EnvironmentRow, 'name' | 'value'> {
  const at = entry.indexOf('=');
  if (at <= 0) return { name: entry, value: undefined };
  return { name: entry.slice(0, at), value: entry.slice(at + 1) };
}
