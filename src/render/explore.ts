import type { ProcessFds } from '../analysis/explore-fds.js';
import type { ProcessMems } from '../analysis/explore-mems.js';
import type { PsRow } from '../analysis/explore-ps.js';
import type { PageRun, ProcessRss } from '../analysis/explore-rss.js';

/** Makes text of an archive fit for where it goes; see render/safe-text.ts. */
type Escape = (text: string) => string;

/** No real tree is that deep, and lines of a forged one must not grow without end. */
const MAX_INDENT = 256;

/** `crit x ps`: a line a process, four blanks a level. */
export function renderPs(rows: readonly PsRow[], escape: Escape): string {
  const ids = (...columns: (number | string)[]) =>
    columns.map((column) => String(column).padStart(7)).join('');
  const lines = rows.map(
    ({ pid, pgid, sid, comm, depth }) =>
      `${ids(pid, pgid, sid)}   ${'    '.repeat(Math.min(depth, MAX_INDENT))}${escape(comm)}\n`,
  );
  return `${ids('PID', 'PGID', 'SID')}   COMM\n${lines.join('')}`;
}

/** `crit x fds`. */
export function renderFds(processes: readonly ProcessFds[], escape: Escape): string {
  const lines = processes.flatMap(({ pid, files }) => [
    `${pid}\n`,
    ...files.map(({ fd, text }) => `\t${String(fd).padStart(7)}: ${escape(text)}\n`),
  ]);
  return lines.join('');
}

/** `crit x mems`. */
export function renderMems(processes: readonly ProcessMems[], escape: Escape): string {
  const lines = processes.flatMap(({ pid, exe, regions }) => [
    `${pid}\n`,
    ...(exe === undefined ? [] : [`\t${'exe'.padEnd(36)}    ${escape(exe)}\n`]),
    ...regions.map(({ start, end, protection, resource, regular }) => {
      const name = resource === '' ? '' : ` ${escape(resource)}`;
      const range = `${address(start)}-${address(end)}`;
      return `\t${range.padEnd(36)}${protection}${name}${regular ? '' : ' *'}\n`;
    }),
  ]);
  return lines.join('');
}

/** `crit x rss`. */
export function renderRss(processes: readonly ProcessRss[], escape: Escape): string {
  const lines = processes.flatMap(({ pid, runs }) => [
    `${pid}\n`,
    ...runs.map((run) => renderRun(run, escape)),
  ]);
  return lines.join('');
}

/** Every region is followed by a line that is blank up to the column of the regions. */
function renderRun({ start, pages, regions }: PageRun, escape: Escape): string {
  const left = `\t${start.toString(16)} / ${pages.toString().padEnd(8)}`.padEnd(24);
  const right = regions.map((region) => {
    if (region === 'same') return ' ~';
    const file = region.file === '' ? '' : ` ${escape(region.file)}`;
    return ` ${address(region.start)} / ${region.pages.toString().padEnd(8)}${file}`;
  });
  return `${left}${right.map((text) => `${text}\n\t${' '.repeat(23)}`).join('')}\n`;
}

function address(value: bigint): string {
  return value.toString(16).padStart(8, '0');
}
