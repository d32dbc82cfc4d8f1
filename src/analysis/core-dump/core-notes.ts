import type { CoreEntry } from '../../criu/messages.generated.js';
import type { AuxiliaryValue } from '../../model/process-facts/auxiliary-vector.js';
import type { Machine } from './machine.js';
import { encodeNotes } from '../../formats/elf-core/note.js';
import {
  auxvNote,
  fileNote,
  prpsinfoNote,
  siginfoNote,
  type MappedFile,
  type ProcessIdentity,
} from '../../formats/elf-core/process-notes.js';
import { prstatusNote, type ThreadIdentity } from '../../formats/elf-core/thread-notes.js';

export interface CoreThread {
  readonly identity: ThreadIdentity;
  readonly core: Partial<CoreEntry>;
}

export interface CoreProcess {
  readonly identity: ProcessIdentity;
  /** The main thread first, which gdb shows as the current one. */
  readonly threads: readonly CoreThread[];
  readonly auxiliaryVector: readonly AuxiliaryValue[];
  readonly files: readonly MappedFile[];
}

/**
 * The contents of PT_NOTE in the kernel's order (write_note_info() of fs/binfmt_elf.c): the notes of
 * the process stand behind the first thread's NT_PRSTATUS.
 */
export function coreNotes(machine: Machine, process: CoreProcess, pageSize: number): Uint8Array {
  const { identity, threads, auxiliaryVector, files } = process;
  const ofProcess = [
    prpsinfoNote(machine, identity),
    siginfoNote(),
    auxvNote(machine, auxiliaryVector),
    ...(files.length === 0 ? [] : [fileNote(machine, files, pageSize)]),
  ];
  const notes = threads.flatMap((thread, index) => [
    prstatusNote(machine, thread.identity, (writer) => {
      machine.writeGeneral(writer, thread.core);
    }),
    ...(index === 0 ? ofProcess : []),
    ...machine.threadNotes(thread.core),
  ]);
  const [main] = threads;
  const last = main === undefined ? [] : (machine.lastNotes?.(main.core) ?? []);
  return encodeNotes([...notes, ...last], machine.layout);
}
