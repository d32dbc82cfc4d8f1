import { FieldWriter, type ByteLayout } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType } from '../../../formats/elf-core/note.js';

const LAYOUT: ByteLayout = { wordBytes: 8, bigEndian: false };

/** EF_LOONGARCH_ABI_DOUBLE_FLOAT and version 1 of the object file ABI. */
const DOUBLE_FLOAT = 0x43;

/** a0, of which orig_a0 is a copy when a system call is entered. */
const A0 = 4;

export const LOONGARCH64: Machine = {
  layout: LAYOUT,
  elfMachine: 258,
  elfFlags: DOUBLE_FLOAT,
  idBytes: 4,
  // struct user_pt_regs (arch/loongarch/include/uapi/asm/ptrace.h); CRIU saves orig_a0 and the address
  // of the last fault not.
  writeGeneral(writer, { ti_loongarch64: info }) {
    const { regs, pc } = info?.gpregs ?? {};
    writer.list(regs, 32, 8).u64(regs?.[A0]).u64(pc).u64(0).zeros(80);
  },
  // struct user_fp_state
  threadNotes({ ti_loongarch64: info }) {
    const state = info?.fpregs;
    if (state === undefined) return [];
    const writer = new FieldWriter(LAYOUT);
    const bytes = writer.list(state.regs, 32, 8).u64(state.fcc).u32(state.fcsr).u32(0).finish();
    return [{ name: 'CORE', type: NoteType.prfpreg, bytes }];
  },
};
