import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROC = fileURLToPath(new URL('../../testdata/app.proc/', import.meta.url));

/** PIDs of testdata/app.proc, as inside the container. */
export const TRUE_PIDS = readdirSync(PROC)
  .filter((name) => /^\d+$/.test(name))
  .map(Number)
  .sort((a, b) => a - b);

/** What /proc/PID/NAME said at the moment of the checkpoint `app`; undefined where it said nothing. */
export function procFile(pid: number, name: string): Buffer | undefined {
  return readdirSync(join(PROC, String(pid))).includes(name)
    ? readFileSync(join(PROC, String(pid), name))
    : undefined;
}

/** The lines of /proc/PID/status by their names. */
export function procStatus(pid: number): ReadonlyMap<string, string> {
  const lines = (procFile(pid, 'status') ?? '').toString().split('\n');
  return new Map(
    lines
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

/** Fields of /proc/PID/stat behind the name, by their numbers in proc(5): 3 is the state. */
export function procStat(pid: number): (field: number) => bigint {
  const text = (procFile(pid, 'stat') ?? '').toString();
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
  return (field) => BigInt(fields[field - 3] ?? '0');
}

/** exe, cwd, root and threads: testdata/app.proc/PID/links.json. */
export interface ProcLinks {
  readonly exe: string | null;
  readonly cwd: string | null;
  readonly root: string | null;
  readonly threads: Readonly<Record<string, { readonly comm: string }>>;
}

export function procLinks(pid: number): ProcLinks {
  return JSON.parse((procFile(pid, 'links.json') ?? '{}').toString()) as ProcLinks;
}

/** Strings of a file whose strings each end in a NUL. */
export function procStrings(pid: number, name: string): string[] | undefined {
  const text = procFile(pid, name)?.toString();
  return text === undefined ? undefined : text.split('\0').slice(0, -1);
}
