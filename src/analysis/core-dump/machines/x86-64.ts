import type { CoreEntry, UserX86RegsEntry } from '../../../criu/messages.generated.js';
import type { Machine } from '../machine.js';
import { NoteType, type Note } from '../../../formats/elf-core/note.js';
import { shadowStackNote } from './shadow-stack-note.js';
import { layoutNotes } from './xsave-layout-note.js';
import { fxsaveArea, xsaveArea } from './xsave-area.js';

/** `struct user_regs_struct` (arch/x86/include/asm/user_64.h). */
const GENERAL = [
  ...(['r15', 'r14', 'r13', 'r12', 'bp', 'bx', 'r11', 'r10', 'r9', 'r8', 'ax', 'cx'] as const),
  ...(['dx', 'si', 'di', 'orig_ax', 'ip', 'cs', 'flags', 'sp', 'ss', 'fs_base'] as const),
  ...(['gs_base', 'ds', 'es', 'fs', 'gs'] as const),
] satisfies (keyof UserX86RegsEntry)[];

export const X86_64: Machine = {
  layout: { wordBytes: 8, bigEndian: false },
  elfMachine: 62,
  elfFlags: 0,
  idBytes: 4,
  writeGeneral(writer, { thread_info }) {
    for (const name of GENERAL) writer.u64(thread_info?.gpregs?.[name]);
  },
  threadNotes,
  lastNotes: layoutNotes,
};

/** x86_64_regsets of arch/x86/kernel/ptrace.c. */
function threadNotes({ thread_info }: Partial<CoreEntry>): Note[] {
  const fpregs = thread_info?.fpregs;
  if (fpregs === undefined) return [];
  const { xsave } = fpregs;
  return [
    { name: 'CORE', type: NoteType.prfpreg, bytes: fxsaveArea(fpregs) },
    ...(xsave === undefined
      ? []
      : [{ name: 'LINUX', type: NoteType.x86Xstate, bytes: xsaveArea(fpregs, xsave) } as const]),
    ...shadowStackNote(xsave?.cet),
  ];
}
