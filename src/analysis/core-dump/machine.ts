import type { CoreEntry } from '../../criu/messages.generated.js';
import type { ElfMachine } from '../../formats/elf-core/elf-machine.js';
import type { FieldWriter } from '../../formats/elf-core/field-writer.js';
import type { Note } from '../../formats/elf-core/note.js';

/** How the registers that CRIU saved of a kind of processor stand in a core file. */
export interface Machine extends ElfMachine {
  /** Writes elf_gregset_t: `pr_reg` of NT_PRSTATUS. */
  writeGeneral(writer: FieldWriter, core: Partial<CoreEntry>): void;
  /** The notes that follow NT_PRSTATUS for each thread, in the kernel's order of register sets. */
  threadNotes(core: Partial<CoreEntry>): Note[];
  /** Notes that stand once at the end, behind those of all threads. */
  lastNotes?(core: Partial<CoreEntry>): Note[];
}
