import type { UserRiscv64RegsEntry } from '../../../criu/messages.generated.js';
import { FieldWriter, type ByteLayout } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType } from '../../../formats/elf-core/note.js';

const LAYOUT: ByteLayout = { wordBytes: 8, bigEndian: false };

/** `struct user_regs_struct` (arch/riscv/include/uapi/asm/ptrace.h). */
const GENERAL = [
  ...(['pc', 'ra', 'sp', 'gp', 'tp', 't0', 't1', 't2', 's0', 's1', 'a0', 'a1', 'a2'] as const),
  ...(['a3', 'a4', 'a5', 'a6', 'a7', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9'] as const),
  ...(['s10', 's11', 't3', 't4', 't5', 't6'] as const),
] satisfies (keyof UserRiscv64RegsEntry)[];

/** EF_RISCV_RVC and EF_RISCV_FLOAT_ABI_DOUBLE, by which gdb knows that there are such registers. */
const COMPRESSED_AND_DOUBLE = 0x5;

export const RISCV64: Machine = {
  layout: LAYOUT,
  elfMachine: 243,
  elfFlags: COMPRESSED_AND_DOUBLE,
  idBytes: 4,
  writeGeneral(writer, { ti_riscv64 }) {
    for (const name of GENERAL) writer.u64(ti_riscv64?.gpregs?.[name]);
  },
  // struct __riscv_d_ext_state
  threadNotes({ ti_riscv64 }) {
    const state = ti_riscv64?.fpsimd;
    if (state === undefined) return [];
    const bytes = new FieldWriter(LAYOUT).list(state.f, 32, 8).u32(state.fcsr).u32(0).finish();
    return [{ name: 'CORE', type: NoteType.prfpreg, bytes }];
  },
};
