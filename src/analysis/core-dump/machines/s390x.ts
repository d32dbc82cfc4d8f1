import type { CoreEntry } from '../../../criu/messages.generated.js';
import { FieldWriter, type ByteLayout } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType, type Note } from '../../../formats/elf-core/note.js';

/** IBM Z is big-endian, whatever the images are. */
const LAYOUT: ByteLayout = { wordBytes: 8, bigEndian: true };

export const S390X: Machine = {
  layout: LAYOUT,
  elfMachine: 22,
  elfFlags: 0,
  idBytes: 4,
  // s390_regs (arch/s390/include/uapi/asm/ptrace.h)
  writeGeneral(writer, { ti_s390 }) {
    const gpregs = ti_s390?.gpregs;
    writer.u64(gpregs?.psw_mask).u64(gpregs?.psw_addr);
    writer.list(gpregs?.gprs, 16, 8).list(gpregs?.acrs, 16, 4).u64(gpregs?.orig_gpr2);
  },
  threadNotes,
};

/** s390_regsets of arch/s390/kernel/ptrace.c, as far as CRIU saves them. */
function threadNotes({ ti_s390: info }: Partial<CoreEntry>): Note[] {
  if (info === undefined) return [];
  const { gpregs, fpregs, vxrs_low, vxrs_high, gs_cb, gs_bc, ri_cb } = info;
  const notes: Note[] = [];
  const add = (type: number, write: (writer: FieldWriter) => FieldWriter): void => {
    const name = type === NoteType.prfpreg ? 'CORE' : 'LINUX';
    notes.push({ name, type, bytes: write(new FieldWriter(LAYOUT)).finish() });
  };
  if (fpregs !== undefined) {
    add(NoteType.prfpreg, (writer) => writer.u32(fpregs.fpc).u32(0).list(fpregs.fprs, 16, 8));
  }
  add(NoteType.s390SystemCall, (writer) => writer.u32(gpregs?.system_call));
  if (vxrs_low !== undefined) {
    add(NoteType.s390VxrsLow, (writer) => writer.list(vxrs_low.regs, 16, 8));
  }
  if (vxrs_high !== undefined) {
    add(NoteType.s390VxrsHigh, (writer) => writer.list(vxrs_high.regs, 32, 8));
  }
  if (gs_cb !== undefined) {
    add(NoteType.s390GuardedStorage, (writer) => writer.list(gs_cb.regs, 4, 8));
  }
  if (gs_bc !== undefined) {
    add(NoteType.s390GuardedStorageBroadcast, (writer) => writer.list(gs_bc.regs, 4, 8));
  }
  if (ri_cb !== undefined) {
    add(NoteType.s390RuntimeInstrumentation, (writer) => writer.list(ri_cb.regs, 8, 8));
  }
  return notes;
}
