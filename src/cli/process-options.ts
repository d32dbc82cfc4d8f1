import type { ProcessChoice } from '../model/choose-processes.js';
import { commaList, list, mapped, required, type ValuesOf } from './option.js';
import { invalidArgument, UsageError } from './usage-error.js';

const PIDS = commaList(
  {
    alias: 'p',
    value: 'PID',
    offers: 'pids',
    describe: 'Only this process; may be given several times, or as 7,11',
  },
  parsePid,
);

/** Which processes a question is about. */
export const PROCESS_OPTIONS = {
  pid: mapped(PIDS, (pids): ReadonlySet<number> => new Set(pids)),
  comm: mapped(
    list(
      {
        value: 'NAME',
        offers: 'comms',
        describe: 'Only processes of this name; may be given several times',
      },
      (word) => word,
    ),
    (names): ReadonlySet<string> => new Set(names),
  ),
};

export function processChoiceOf({ pid, comm }: ValuesOf<typeof PROCESS_OPTIONS>): ProcessChoice {
  return { ...(pid !== undefined && { pids: pid }), ...(comm !== undefined && { comms: comm }) };
}

/** For commands that are about one process. */
export const ONE_PID_OPTION = {
  pid: required(mapped({ ...PIDS, describe: 'The process' }, onlyPid)),
};

function parsePid(word: string, name: string): number {
  return parseId(word, name, 'a PID');
}

/** @param what it is called in the error, such as `a PID` */
export function parseId(word: string, name: string, what: string): number {
  if (!/^\d{1,10}$/.test(word) || Number(word) >= 2 ** 32 || Number(word) === 0) {
    throw invalidArgument(word, name, what);
  }
  return Number(word);
}

function onlyPid(pids: readonly number[]): number {
  const [pid = 0, ...others] = new Set(pids);
  if (others.length > 0) throw new UsageError('only one PID can be given');
  return pid;
}
