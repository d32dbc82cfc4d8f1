import type {
  CoreEntry,
  UserDescT,
  UserX86FpregsEntry,
  UserX86RegsEntry,
} from '../../../criu/messages.generated.js';
import { fullTagWord } from '../../../model/registers/x87-tags.js';
import { FieldWriter } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType, type Note } from '../../../formats/elf-core/note.js';
import { layoutNotes } from './xsave-layout-note.js';
import { fxsaveArea, xsaveArea } from './xsave-area.js';

/** `struct user_regs_struct32` (arch/x86/include/asm/user32.h). */
const GENERAL = [
  ...(['bx', 'cx', 'dx', 'si', 'di', 'bp', 'ax', 'ds', 'es', 'fs', 'gs', 'orig_ax'] as const),
  ...(['ip', 'cs', 'flags', 'sp', 'ss'] as const),
] satisfies (keyof UserX86RegsEntry)[];

/** A 32-bit program on an x86-64 kernel. */
export const I386: Machine = {
  layout: { wordBytes: 4, bigEndian: false },
  elfMachine: 3,
  elfFlags: 0,
  idBytes: 2,
  writeGeneral(writer, { thread_info }) {
    for (const name of GENERAL) writer.u32(thread_info?.gpregs?.[name]);
  },
  threadNotes,
  lastNotes: layoutNotes,
};

/** x86_32_regsets of arch/x86/kernel/ptrace.c. */
function threadNotes({ thread_info }: Partial<CoreEntry>): Note[] {
  const fpregs = thread_info?.fpregs;
  const tls = (thread_info?.tls ?? []).filter((entry) => !isEmpty(entry));
  const notes: Note[] = [];
  if (fpregs !== undefined) {
    notes.push(
      { name: 'CORE', type: NoteType.prfpreg, bytes: fsaveArea(fpregs) },
      { name: 'LINUX', type: NoteType.prxfpreg, bytes: fxsaveArea(fpregs) },
    );
    if (fpregs.xsave !== undefined) {
      const bytes = xsaveArea(fpregs, fpregs.xsave);
      notes.push({ name: 'LINUX', type: NoteType.x86Xstate, bytes });
    }
  }
  if (tls.length > 0) notes.push({ name: 'LINUX', type: NoteType.i386Tls, bytes: tlsArea(tls) });
  return notes;
}

/** `struct user_i387_ia32_struct`: what FSAVE writes (convert_from_fxsr() of the kernel). */
function fsaveArea(fpregs: UserX86FpregsEntry): Uint8Array {
  const { cwd = 0, swd = 0, fop = 0, rip = 0n, rdp = 0n, st_space: stack = [] } = fpregs;
  const writer = new FieldWriter(I386.layout);
  // The upper halves of these words are reserved and all ones.
  for (const word of [cwd, swd, fullTagWord(fpregs)]) writer.u16(word).u16(0xffff);
  writer
    .u32(rip)
    .u16((rip >> 32n) & 0xffffn)
    .u16(fop);
  writer
    .u32(rdp)
    .u16((rdp >> 32n) & 0xffffn)
    .u16(0xffff);
  for (let index = 0; index < 8; index++) {
    writer
      .u32(stack[4 * index])
      .u32(stack[4 * index + 1])
      .u16(stack[4 * index + 2]);
  }
  return writer.finish();
}

/** `struct user_desc` of each segment of thread-local storage (arch/x86/include/uapi/asm/ldt.h). */
function tlsArea(entries: readonly UserDescT[]): Uint8Array {
  const writer = new FieldWriter(I386.layout);
  for (const entry of entries) {
    const bits = [
      entry.seg_32bit,
      entry.contents_l,
      entry.contents_h,
      entry.read_exec_only,
      entry.limit_in_pages,
      entry.seg_not_present,
      entry.usable,
    ].reduce((sum, bit, index) => sum | (bit === true ? 1 << index : 0), 0);
    writer.u32(entry.entry_number).u32(entry.base_addr).u32(entry.limit).u32(bits);
  }
  return writer.finish();
}

/** LDT_empty() of the kernel: a slot that is not in use has neither base nor limit. */
function isEmpty({ base_addr = 0, limit = 0, seg_not_present }: UserDescT): boolean {
  return base_addr === 0 && limit === 0 && seg_not_present !== false;
}
