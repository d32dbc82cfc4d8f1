import type { CoreSummary } from '../analysis/core-dump/core-summary.js';
import { counted } from '../bytes/counted.js';
import { isAbsent, type Fact } from '../model/absent.js';
import { formatBytes } from './byte-size.js';
import { jsonFields } from './dialect.js';
import { safeText } from './safe-text.js';
import { renderTable, type BoxedStyle } from './boxed-table.js';

/** One row a core file; with its threads, one row a thread. */
export function renderCoreList(
  cores: readonly CoreSummary[],
  withThreads: boolean,
  style?: BoxedStyle,
): string {
  if (withThreads) return renderThreads(cores, style);
  return renderTable<CoreSummary>(
    [
      { title: 'PID', cell: ({ pid }) => String(pid), align: 'right' },
      { title: 'COMM', cell: ({ comm }) => told(comm), flexible: true },
      { title: 'FILE', cell: ({ file }) => file, flexible: true },
      { title: 'CLASS', cell: ({ elfClass }) => `ELF${elfClass}` },
      { title: 'THREADS', cell: ({ threads }) => String(threads.length), align: 'right' },
      { title: 'SEGMENTS', cell: ({ segments }) => String(segments), align: 'right' },
      { title: 'SIZE', cell: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'right' },
      { title: 'ON DISK', cell: ({ storedBytes }) => formatBytes(storedBytes), align: 'right' },
    ],
    cores,
    style,
  );
}

function renderThreads(cores: readonly CoreSummary[], style?: BoxedStyle): string {
  const rows = cores.flatMap((core) => core.threads.map((thread) => ({ core, thread })));
  return renderTable<(typeof rows)[number]>(
    [
      { title: 'PID', cell: ({ core }) => String(core.pid), align: 'right' },
      { title: 'FILE', cell: ({ core }) => core.file, flexible: true },
      { title: 'TID', cell: ({ thread }) => String(thread.tid), align: 'right' },
      { title: 'THREAD', cell: ({ thread }) => told(thread.name), flexible: true },
    ],
    rows,
    style,
  );
}

/** One line for a file that was written. */
export function renderWrittenCore(core: CoreSummary): string {
  const { file, comm, threads, sizeBytes, storedBytes } = core;
  const count = counted(threads.length, 'thread');
  const sizes = `${formatBytes(sizeBytes)}, ${formatBytes(storedBytes)} on disk`;
  return `${safeText(file)}: ${told(comm)}, ${count}, ${sizes}\n`;
}

/** What the file does not have; empty when it has all. */
export function missingMemoryLines({ file, missing, filesWithoutPages }: CoreSummary): string[] {
  return [
    ...missing.map(
      ({ reason, bytes }) => `${formatBytes(Number(bytes))} of memory are not in it: ${reason}`,
    ),
    ...filesWithoutPages.map(({ path, reason }) => `${safeText(path)}: ${reason}`),
  ].map((line) => `${safeText(file)}: ${line}`);
}

export function coreJson(core: CoreSummary): object {
  const { pid, comm, file, elfClass, threads, segments, sizeBytes, storedBytes, missing } = core;
  return {
    ...jsonFields({ pid, comm }),
    file,
    elf_class: elfClass,
    threads: threads.map(({ tid, name }) => jsonFields({ tid, name })),
    segments,
    size_bytes: sizeBytes,
    stored_bytes: storedBytes,
    missing,
    files_without_pages: core.filesWithoutPages,
  };
}

function told(fact: Fact<string>): string {
  return isAbsent(fact) ? '?' : safeText(fact);
}
