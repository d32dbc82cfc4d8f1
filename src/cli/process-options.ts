import { isAbsent, type Fact } from '../model/absent.js';
import { commaList, list, mapped, required } from './option.js';
import { UsageError } from './usage-error.js';

const PIDS = commaList(
  {
    alias: 'p',
    value: 'PID',
    describe: 'Only this process; may be given several times, or as 7,11',
  },
  parsePid,
);

/** Which processes a question is about. */
export const PID_OPTION = {
  pid: mapped(PIDS, (pids): ReadonlySet<number> => new Set(pids)),
};

/** For commands that are about one process. */
export const ONE_PID_OPTION = {
  pid: required(mapped({ ...PIDS, describe: 'The process' }, onlyPid)),
};

export const COMM_OPTION = {
  comm: list({ value: 'NAME', describe: 'Only processes of this name' }, (word) => word),
};

function parsePid(word: string, name: string): number {
  return parseId(word, name, 'a PID');
}

/** @param what it is called in the error, such as `a PID` */
export function parseId(word: string, name: string, what: string): number {
  if (!/^\d{1,10}$/.test(word) || Number(word) >= 2 ** 32 || Number(word) === 0) {
    throw new UsageError(`invalid argument "${word}" for "${name}" flag: not ${what}`);
  }
  return Number(word);
}

function onlyPid(pids: readonly number[]): number {
  const [pid = 0, ...others] = new Set(pids);
  if (others.length > 0) throw new UsageError('only one PID can be given');
  return pid;
}

/** Whether a process, or what belongs to one, is asked for. */
export function isOfProcess({
  pid: pids,
  comm: names,
}: {
  readonly pid?: ReadonlySet<number> | undefined;
  readonly comm?: readonly string[] | undefined;
}): (owner: { readonly pid: number; readonly comm: Fact<string> }) => boolean {
  return ({ pid, comm }) =>
    pids?.has(pid) !== false && (names === undefined || (!isAbsent(comm) && names.includes(comm)));
}
