import type { Change } from '../../analysis/diff/change.js';
import type { UpstreamFacts, UpstreamOptions } from '../../analysis/diff/upstream-facts.js';
import { isAbsent } from '../../model/absent.js';
import type { KeyedLists } from './keyed-lists.js';
import {
  summaryLines,
  upstreamResult,
  type UpstreamProcess,
  type UpstreamSocket,
} from './upstream-result.js';

/** checkpointctl's object with its keys, and all that changed in `changes`. */
export function diffJson(
  changes: readonly Change[],
  facts: UpstreamFacts,
  options: UpstreamOptions,
): object {
  const result = upstreamResult(facts, options);
  const { files, sockets, memoryGrowth } = result;
  return {
    container_id: result.containerId,
    container_name: result.containerName,
    image: result.image,
    checkpoint_a: checkpointJson(result.before),
    checkpoint_b: checkpointJson(result.after),
    process_changes: withoutEmpty({
      added: processesJson(result.processes, '+'),
      removed: processesJson(result.processes, '-'),
      modified: processesJson(result.processes, '~'),
      unchanged: processesJson(result.processes, '='),
    }),
    file_changes: files && listsJson(files, (file) => file),
    memory_changes: {
      size_change_bytes: memoryGrowth,
      size_change_mb: memoryGrowth / 1024 ** 2,
    },
    socket_changes: sockets && listsJson(sockets, socketJson),
    summary: summaryLines(result).join('\n'),
    changes: changes.map(changeJson),
  };
}

/** Where nothing tells the time there is Go's zero time, as checkpointctl has it. */
function checkpointJson({ created, totalSize }: { created: string; totalSize: number }): object {
  return { created: created === '' ? '0001-01-01T00:00:00Z' : created, total_size: totalSize };
}

function processesJson(processes: readonly UpstreamProcess[], kind: UpstreamProcess['kind']) {
  return processes
    .filter((process) => process.kind === kind)
    .map(({ pid, command, cmdline }) => ({ pid, command, cmdline }));
}

function listsJson<T>({ added, removed, unchanged }: KeyedLists<T>, json: (item: T) => object) {
  return withoutEmpty({
    added: added.map(json),
    removed: removed.map(json),
    unchanged: unchanged.map(json),
  });
}

/** As Go's omitempty: neither empty texts nor ports of 0. */
function socketJson({
  pid,
  protocol,
  type,
  source,
  srcPort,
  dest,
  dstPort,
  ...rest
}: UpstreamSocket): object {
  const optional = { ...rest, source, src_port: srcPort, dest, dst_port: dstPort };
  const told = Object.entries(optional).filter(
    ([, value]) => value !== undefined && value !== '' && value !== 0,
  );
  return { pid, protocol, type, ...Object.fromEntries(told) };
}

function withoutEmpty(lists: Readonly<Record<string, readonly object[]>>): object {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

function changeJson({ section, kind, pid, comm, what, before, after, patch }: Change): object {
  return {
    section,
    change: kind,
    pid: pid ?? null,
    comm: comm === undefined || isAbsent(comm) ? null : comm,
    what,
    before: before ?? null,
    after: after ?? null,
    patch,
  };
}
