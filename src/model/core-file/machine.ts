import type { CoreEntry } from '../../criu/messages.generated.js';
import type { ByteLayout, FieldWriter } from './field-writer.js';
import type { Note } from './note.js';

/** What a core file must know of a kind of processor, after the kernel's headers. */
export interface Machine {
  readonly layout: ByteLayout;
  /** e_machine and e_flags of the ELF header. */
  readonly elfMachine: number;
  readonly elfFlags: number;
  /** Bytes of `pr_uid` and `pr_gid` in NT_PRPSINFO (__kernel_uid_t). */
  readonly idBytes: 2 | 4;
  /** Writes elf_gregset_t: `pr_reg` of NT_PRSTATUS. */
  writeGeneral(writer: FieldWriter, core: Partial<CoreEntry>): void;
  /** The notes that follow NT_PRSTATUS for each thread, in the kernel's order of register sets. */
  threadNotes(core: Partial<CoreEntry>): Note[];
  /** Notes that stand once at the end, behind those of all threads. */
  lastNotes?(core: Partial<CoreEntry>): Note[];
}
