import { isAbsent } from '../../model/absent.js';
import { readDescriptors } from '../../model/descriptors/descriptors.js';
import { fileContextOf } from '../../model/descriptors/file-context.js';
import type { OpenFile } from '../../model/descriptors/open-file.js';
import type { Fifo, Pipe } from '../../model/descriptors/pipe.js';
import type { Process } from '../../model/processes.js';
import type { PairedProcesses, ProcessPair } from './pair-processes.js';
import type { Side } from './side.js';

/**
 * What pipes are called on both sides, without who has their other ends, which is told of those descriptors. A
 * restore gives them other numbers: one whose number only one side has is the one that was in its place.
 */
export function pipeNames(
  before: Side,
  after: Side,
  { both }: PairedProcesses,
): Map<OpenFile, string> {
  const pairs = both.map((pair) => endsOfPair(before, after, pair));
  const idsBefore = new Set(pairs.flatMap(([was]) => [...was.values()].map(idOf)));
  const idsAfter = new Set(pairs.flatMap(([, is]) => [...is.values()].map(idOf)));
  const renamed = new Map<number, number>();
  for (const [was, is] of pairs) {
    for (const [fd, pipe] of is) {
      const there = was.get(fd);
      if (there === undefined || idsBefore.has(idOf(pipe)) || idsAfter.has(idOf(there))) continue;
      if (!renamed.has(idOf(pipe))) renamed.set(idOf(pipe), idOf(there));
    }
  }
  const names = new Map<OpenFile, string>();
  for (const [was, is] of pairs) {
    for (const pipe of was.values()) names.set(pipe, nameOf(pipe, idOf(pipe)));
    for (const pipe of is.values()) {
      names.set(pipe, nameOf(pipe, renamed.get(idOf(pipe)) ?? idOf(pipe)));
    }
  }
  return names;
}

type PipeEnds = ReadonlyMap<number, Pipe | Fifo>;

function endsOfPair(before: Side, after: Side, pair: ProcessPair): readonly [PipeEnds, PipeEnds] {
  return [endsOf(before, pair.before), endsOf(after, pair.after)];
}

/** By their descriptors. */
function endsOf({ checkpoint }: Side, process: Process): PipeEnds {
  const { descriptors } = readDescriptors(fileContextOf(checkpoint), process);
  const ends = new Map<number, Pipe | Fifo>();
  for (const { fd, file } of isAbsent(descriptors) ? [] : descriptors) {
    if (file.type === 'PIPE' || file.type === 'FIFO') ends.set(fd, file);
  }
  return ends;
}

function idOf({ pipeId }: Pipe | Fifo): number {
  return isAbsent(pipeId) ? -1 : pipeId;
}

function nameOf(pipe: Pipe | Fifo, id: number): string {
  const { end, waitingBytes } = pipe;
  const path = pipe.type === 'FIFO' && !isAbsent(pipe.file) && !isAbsent(pipe.file.path);
  const name = path ? `fifo ${pipeFilePath(pipe)}` : `pipe [${id}]`;
  const unread = isAbsent(waitingBytes) || waitingBytes === 0 ? '' : ` (${waitingBytes} B unread)`;
  return `${name}, ${isAbsent(end) ? 'end unknown' : end === 'both' ? 'both ends' : `${end} end`}${unread}`;
}

function pipeFilePath(pipe: Pipe | Fifo): string {
  if (pipe.type !== 'FIFO' || isAbsent(pipe.file)) return '';
  const { path } = pipe.file;
  return isAbsent(path) ? '' : path;
}
