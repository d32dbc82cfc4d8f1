import type { ElfMachine } from './elf-machine.js';
import { FieldWriter } from './field-writer.js';
import { NoteType, type Note } from './note.js';

/** What NT_PRSTATUS tells of a thread. */
export interface ThreadIdentity {
  readonly tid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  /** Signals that wait for this thread, and those that it blocks: bit n-1 for signal n. */
  readonly pendingSignals: bigint;
  readonly blockedSignals: bigint;
}

/**
 * `struct elf_prstatus` (include/linux/elfcore.h; fill_prstatus() of fs/binfmt_elf.c). CRIU does not
 * save the times, and no signal ended the thread, so these are 0.
 * @param writeGeneral writes elf_gregset_t
 */
export function prstatusNote(
  machine: ElfMachine,
  thread: ThreadIdentity,
  writeGeneral: (writer: FieldWriter) => void,
): Note {
  const writer = new FieldWriter(machine.layout);
  // pr_info and pr_cursig.
  writer.zeros(14).align(machine.layout.wordBytes);
  writer.word(thread.pendingSignals).word(thread.blockedSignals);
  writer.u32(thread.tid).u32(thread.ppid).u32(thread.pgid).u32(thread.sid);
  // pr_utime, pr_stime, pr_cutime and pr_cstime, each seconds and microseconds.
  for (let count = 0; count < 8; count++) writer.word(0);
  writeGeneral(writer);
  writer.u32(1).align(machine.layout.wordBytes);
  return { name: 'CORE', type: NoteType.prstatus, bytes: writer.finish() };
}
