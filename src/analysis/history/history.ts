import type { Limits } from '../../archive/limits.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Fact } from '../../model/absent.js';
import { contentPlaces } from '../../model/contents/content-places.js';
import { areasOf } from '../../model/memory/areas.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import type { Reads } from '../../model/reads.js';
import { busyboxHistory } from './busybox-history.js';
import { lineText, type LineState, type TypedLine } from './command-line.js';
import { historyFiles } from './history-files.js';
import { libeditHistory } from './libedit-history.js';
import { readlineHistory } from './readline-history.js';
import { typedLine, variablesOf } from './typed-line.js';
import { WordMemory } from './word-memory.js';
import { zshHistory } from './zsh-history.js';

export const reads: Reads = ['pages', 'rootfs', 'tmpfs', 'shm', 'volumes'];

/** A line of a command, with where it is from. */
export interface HistoryLine {
  readonly pid?: number;
  readonly comm?: Fact<string>;
  /** `readline`, `libedit`, `zsh`, `busybox`; `file`, or `terminal` for what its queue holds. */
  readonly by: string;
  readonly state: LineState;
  readonly line: string;
  /** Seconds since 1970. */
  readonly time?: number;
  /** In memory. */
  readonly address?: bigint;
  /** Elsewhere, and the byte in it. */
  readonly place?: string;
  readonly offset?: number;
}

export interface HistoryQuestion {
  readonly processes: readonly ProcessMemory[];
  /** Whether they were named: then each is looked at, whatever program it is. */
  readonly isChosen: boolean;
  readonly limits?: Limits;
}

/** Programs and libraries that keep a history, by the names of what a process has mapped. */
const KEEPERS = {
  readline: /\/(?:lib(?:readline|history)\.so[^/]*|r?bash|sh|gdb[^/]*)$/,
  libedit: /\/libedit\.so[^/]*$/,
  zsh: /\/zsh[^/]*$/,
  busybox: /\/busybox[^/]*$/,
} as const;

type Keeper = keyof typeof KEEPERS;

/** Those whose structures nothing else looks like. */
const IN_ANY: readonly Keeper[] = ['readline', 'libedit', 'zsh'];

const READERS: Readonly<Record<Keeper, (memory: WordMemory) => TypedLine[]>> = {
  readline: readlineHistory,
  libedit: libeditHistory,
  zsh: zshHistory,
  busybox: busyboxHistory,
};

/**
 * What was typed: in the memory of shells and other programs, on terminals, and in history files. A process whose
 * memory cannot be read loses its own lines.
 */
export async function* history(
  view: MemoryView,
  { processes, isChosen, limits }: HistoryQuestion,
): AsyncGenerator<HistoryLine> {
  const { archive, damage } = view.checkpoint;
  for (const process of processes) {
    try {
      yield* linesOf(process, isChosen);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const why = `${error.sentence}: of PID ${process.pid} there may be more lines`;
      damage.add(
        error.code === 'limit' ? new CheckpointError('limit', why, { file: archive.file }) : error,
      );
    }
  }
  if (isChosen) return;
  yield* terminalLines(view);
  for await (const { place, at, ...line } of historyFiles(view.checkpoint, limits)) {
    yield { ...line, place: place.name, offset: at };
  }
}

function* linesOf(process: ProcessMemory, isChosen: boolean): Generator<HistoryLine> {
  const areas = [...areasOf(process, {})];
  const isOf = (keeper: Keeper) => (name: string) =>
    KEEPERS[keeper].test(name.replace(/ \(deleted\)$/, ''));
  const keepers = (Object.keys(KEEPERS) as Keeper[]).filter(
    (keeper) =>
      (isChosen && IN_ANY.includes(keeper)) || areas.some(({ name }) => isOf(keeper)(name)),
  );
  if (keepers.length === 0) return;
  const memory = new WordMemory(process);
  const { pid, comm } = process;
  for (const keeper of keepers) {
    const typed =
      keeper === 'readline' ? typedLine(memory, variablesOf(areas, isOf(keeper))) : undefined;
    for (const { address, ...line } of [...READERS[keeper](memory), ...(typed ? [typed] : [])]) {
      yield { pid, comm, ...line, address: BigInt(address) };
    }
  }
  memory.checkWhole();
}

/** What was typed, and no program has read yet. */
async function* terminalLines({ checkpoint }: MemoryView): AsyncGenerator<HistoryLine> {
  for await (const { name, member, holders, content } of contentPlaces(
    checkpoint,
    new Set(['queues']),
  )) {
    if (!member.endsWith('tty-data.img') || content.kind !== 'pieces') continue;
    const [holder] = holders;
    for (const { at, source, offset, length } of content.pieces) {
      const line = lineText(source.read(offset, length));
      if (line === undefined) continue;
      yield {
        ...(holder !== undefined && { pid: holder.pid }),
        ...{ by: 'terminal', state: 'typing', line, place: name, offset: at },
      };
    }
  }
}
