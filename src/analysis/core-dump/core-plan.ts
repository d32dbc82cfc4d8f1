import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { factOf, isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { layOutCore, type CoreLayout } from '../../formats/elf-core/core-layout.js';
import { coreNotes, type CoreThread } from './core-notes.js';
import { planSegments, type LoadPlan } from './load-segments.js';
import type { Machine } from './machine.js';
import { findMachine } from './machines/find-machine.js';
import type { AbsenceReason } from '../../model/memory/backing.js';
import { auxiliaryVectorOf } from '../../model/process-facts/auxiliary-vector.js';
import { registersOf } from '../../model/registers/thread-registers.js';
import type { ProcessMemory, MemoryView } from '../../model/memory/memory-view.js';
import type { Process } from '../../model/processes.js';
import { mappedFilesOf, processIdentityOf, threadIdentityOf } from './process-identity.js';
import type { Reads } from '../../model/reads.js';

export const reads: Reads = ['pages'];

/** A core file that can be written. */
export interface CorePlan {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly threads: readonly { readonly tid: number; readonly name: Fact<string> }[];
  /** Bits of the ELF class. */
  readonly elfClass: 32 | 64;
  readonly layout: CoreLayout;
  readonly memory: LoadPlan;
  /** Files that the sysroot should have supplied, by path, and why it did not. */
  readonly unsupplied: ReadonlyMap<string, AbsenceReason>;
  /** Bytes of pages that are copied; the rest of the file is holes. */
  readonly pageBytes: number;
}

/** Most bytes of a file: ext4 has 16 TiB, of which zeros that no disk holds should not take all. */
const WIDE_LIMIT = { fileBytes: 1n << 43n, addresses: 1n << 64n };

/** Offsets and addresses of a 32-bit ELF file. */
const NARROW_LIMIT = { fileBytes: (1n << 32n) - (1n << 24n), addresses: 1n << 32n };

/**
 * Plans the core file of a process. No page is read for it.
 * @throws CheckpointError when the process has no registers, or they are of an unknown kind
 */
export function planCore(view: MemoryView, process: ProcessMemory): CorePlan {
  const { task, space, pid } = process;
  if (task === undefined) throw refusal(view, pid, 'a pre-dump has no core images');
  const bigEndian = view.checkpoint.images.bigEndian();
  const machine = mapFact(task.core, (core) => findMachine(core, bigEndian));
  if (isAbsent(machine)) throw refusal(view, pid, machine.absent);
  if (isAbsent(space)) throw refusal(view, pid, space.absent);

  const { pageSize } = view.memory;
  const limit = machine.layout.wordBytes === 8 ? WIDE_LIMIT : NARROW_LIMIT;
  const memory = planSegments(space, limit);
  const pageBytes = pageBytesOf(view, pid, memory);
  const threads = threadsOf(view, task);
  const { mm } = process;
  const notes = coreNotes(
    machine,
    {
      identity: processIdentityOf(view, process, task),
      threads,
      auxiliaryVector: isAbsent(mm) ? [] : auxiliaryVectorOf(mm),
      files: mappedFilesOf(process),
    },
    pageSize,
  );
  return {
    pid,
    comm: process.comm,
    threads: threads.map(({ identity, core }) => ({
      tid: identity.tid,
      name: factOf(core.thread_core?.comm ?? core.tc?.comm, `core-${identity.tid}.img`),
    })),
    elfClass: elfClassOf(machine),
    layout: layOutCore(machine, notes, memory.segments, pageSize),
    memory,
    unsupplied: new Map(
      [...memory.unsupplied].map(([region, reason]) => [process.nameOf(region), reason]),
    ),
    pageBytes,
  };
}

/** Of an image that is mapped again and again, a core file has no more than so many copies. */
const MAX_COPIES = 64;

/** @throws CheckpointError `limit` when forged regions make a huge file of a small image */
function pageBytesOf(view: MemoryView, pid: number, { pieces }: LoadPlan): number {
  const wanted = pieces.reduce((sum, { length }) => sum + length, 0);
  const sources = new Set(pieces.map(({ backing }) => backing.source));
  const stored = [...sources].reduce((sum, { size }) => sum + size, 0);
  if (wanted <= MAX_COPIES * stored) return wanted;
  const sentence = `no core file of process ${pid}: it would have ${wanted} bytes of ${stored} bytes of pages`;
  throw new CheckpointError('limit', sentence, { file: view.checkpoint.archive.file });
}

/**
 * Threads whose registers cannot be read, or are not those of the others, are left out; the view's
 * warnings tell of them.
 */
function threadsOf(view: MemoryView, task: Process): CoreThread[] {
  const main = mapFact(task.core, registersOf);
  return task.threads.flatMap(({ tid, core }) => {
    const thread = view.warnings.attempt(() =>
      mapFact(core, (entry) => {
        const registers = registersOf(entry);
        if (!isAbsent(registers) && !isAbsent(main)) {
          if (registers.architecture === main.architecture) return entry;
        }
        const why = isAbsent(registers)
          ? registers.absent
          : `registers of ${registers.architecture}`;
        const { file } = view.checkpoint.archive;
        const sentence = `thread ${tid} is not in the core file of process ${task.pid}: ${why}`;
        throw new CheckpointError('unsupported', sentence, { file });
      }),
    );
    if (isAbsent(thread)) return [];
    return [{ identity: threadIdentityOf(view, task, tid, thread), core: thread }];
  });
}

function elfClassOf({ layout }: Machine): 32 | 64 {
  return layout.wordBytes === 8 ? 64 : 32;
}

function refusal({ checkpoint }: MemoryView, pid: number, why: string): CheckpointError {
  return new CheckpointError('unsupported', `no core file of process ${pid}: ${why}`, {
    file: checkpoint.archive.file,
  });
}
