import type { PipeDataEntry } from '../../criu/messages.generated.js';
import { absent, known, type Absent } from '../absent.js';
import type { Holder } from './descriptor-tables.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';
import { readRegularFile, type RegularFile } from './regular-file.js';

interface PipeFacts {
  readonly id: number;
  readonly pipeId: number;
  readonly end: PipeEnd | Absent;
  readonly flags: number | Absent;
  /** Who can read what this end writes, and write what it reads; nobody in the checkpoint if empty. */
  readonly readers: readonly Holder[];
  readonly writers: readonly Holder[];
  /** Written and not yet read. */
  readonly waitingBytes: number | Absent;
  readonly capacityBytes: number | Absent;
  readonly signalOwner?: SignalOwner;
}

/** One end of a pipe: pipe_entry; `pipeId` is its inode, the number in `pipe:[N]`. */
export interface Pipe extends PipeFacts {
  readonly type: 'PIPE';
  /** Who owns it; CRIU 4.2 and before did not record it. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** An open named pipe: fifo_entry; `pipeId` is CRIU's own number. */
export interface Fifo extends PipeFacts {
  readonly type: 'FIFO';
  readonly file: RegularFile | Absent;
}

export type PipeEnd = 'read' | 'write' | 'both';

/** Both ends of the pipes of one kind by pipe_id, and what waits in them. */
interface Ends {
  readonly readers: Holder[];
  readonly writers: Holder[];
}

export function readPipe(context: FileContext, id: number): Pipe | undefined {
  const entry = context.files.find('PIPE', id);
  if (entry === undefined) return undefined;
  const pipeId = entry.pipe_id ?? 0;
  const owner = signalOwner(context, entry.fown);
  return {
    type: 'PIPE',
    id,
    pipeId,
    flags: known(entry.flags, 'the entry of the pipe does not tell'),
    end: endOf(entry.flags),
    ...(entry.uid !== undefined && { owner: { uid: entry.uid, gid: entry.gid ?? 0 } }),
    ...(context.index(pipeEnds).get(pipeId) ?? { readers: [], writers: [] }),
    ...waiting(context, context.index(pipeData).get(pipeId), 'pipes-data.img'),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}

export function readFifo(context: FileContext, id: number): Fifo | undefined {
  const entry = context.files.find('FIFO', id);
  if (entry === undefined) return undefined;
  const pipeId = entry.pipe_id ?? 0;
  const regularId = entry.regf_id ?? id;
  const regular = context.files.regular(regularId);
  const missing = `no regular file has the id ${regularId}`;
  const owner = signalOwner(context, regular?.fown);
  return {
    type: 'FIFO',
    id,
    pipeId,
    flags: known(regular?.flags, missing),
    file: regular === undefined ? absent(missing) : readRegularFile(context, regularId, regular),
    end: endOf(regular?.flags),
    ...(context.index(fifoEnds).get(pipeId) ?? { readers: [], writers: [] }),
    ...waiting(context, context.index(fifoData).get(pipeId), 'fifo-data.img'),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}

function pipeEnds(context: FileContext): ReadonlyMap<number, Ends> {
  const ends = new Map<number, Ends>();
  for (const [id, { pipe_id, flags }] of context.files.all('PIPE')) {
    addEnd(ends, pipe_id ?? 0, endOf(flags), context.tables.holders(2, id));
  }
  return ends;
}

function fifoEnds(context: FileContext): ReadonlyMap<number, Ends> {
  const ends = new Map<number, Ends>();
  for (const [id, { pipe_id, regf_id }] of context.files.all('FIFO')) {
    const end = endOf(context.files.regular(regf_id ?? id)?.flags);
    addEnd(ends, pipe_id ?? 0, end, context.tables.holders(3, id));
  }
  return ends;
}

function addEnd(
  ends: Map<number, Ends>,
  pipeId: number,
  end: PipeEnd | Absent,
  holders: readonly Holder[],
): void {
  const both = ends.get(pipeId) ?? { readers: [], writers: [] };
  ends.set(pipeId, both);
  for (const holder of holders) {
    if (end === 'read' || end === 'both') both.readers.push(holder);
    if (end === 'write' || end === 'both') both.writers.push(holder);
  }
}

function endOf(flags: number | undefined): PipeEnd | Absent {
  if (flags === undefined) return absent('the open flags are not known');
  return (['read', 'write', 'both', 'both'] as const)[(flags & 3) as 0 | 1 | 2 | 3];
}

function pipeData({ images }: FileContext): ReadonlyMap<number, PipeDataEntry> {
  return byPipe(images.messages('pipes-data.img', 'pipe_data_entry'));
}

function fifoData({ images }: FileContext): ReadonlyMap<number, PipeDataEntry> {
  return byPipe(images.messages('fifo-data.img', 'pipe_data_entry'));
}

function byPipe(entries: readonly PipeDataEntry[]): ReadonlyMap<number, PipeDataEntry> {
  return new Map([...entries].reverse().map((entry) => [entry.pipe_id ?? 0, entry]));
}

/** CRIU reads a pipe through its read end; where that is held outside, it cannot. */
function waiting(
  { images }: FileContext,
  data: PipeDataEntry | undefined,
  image: string,
): Pick<PipeFacts, 'waitingBytes' | 'capacityBytes'> {
  const reason = data === undefined ? `${image} has no entry for it` : images.whyNot(image);
  return { waitingBytes: known(data?.bytes, reason), capacityBytes: known(data?.size, reason) };
}
