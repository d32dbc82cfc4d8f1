import type { UserMipsFpregsEntry, UserMipsRegsEntry } from '../../../criu/messages.generated.js';
import { FieldWriter, type ByteLayout } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType } from '../../../formats/elf-core/note.js';

/** EF_MIPS_ARCH_64R2; without a flag of another ABI the class says n64. */
const ARCH_64R2 = 0x80000000;

/** ELF_NGREG: elf_gregset_t has unused words at its end. */
const GENERAL_WORDS = 45;

export function mips64(bigEndian: boolean): Machine {
  const layout: ByteLayout = { wordBytes: 8, bigEndian };
  return {
    layout,
    elfMachine: 8,
    elfFlags: ARCH_64R2,
    idBytes: 4,
    // MIPS64_EF_R0 and so on (arch/mips/include/uapi/asm/reg.h)
    writeGeneral(writer, { ti_mips }) {
      const gpregs = ti_mips?.gpregs ?? {};
      const { lo, hi, cp0_epc, cp0_badvaddr, cp0_status, cp0_cause } = gpregs;
      const special = [lo, hi, cp0_epc, cp0_badvaddr, cp0_status, cp0_cause];
      writer.list([...numberedWords(gpregs), ...special], GENERAL_WORDS, 8);
    },
    // elf_fpregset_t: f0 to f31, FCSR and FIR.
    threadNotes({ ti_mips }) {
      const state = ti_mips?.fpregs;
      if (state === undefined) return [];
      const writer = new FieldWriter(layout).list(numberedWords(state), 32, 8);
      const bytes = writer.u32(state.fpu_fcr31).u32(state.fpu_id).finish();
      return [{ name: 'CORE', type: NoteType.prfpreg, bytes }];
    },
  };
}

/** The fields r0 to r31. */
function numberedWords(fields: UserMipsRegsEntry | UserMipsFpregsEntry): (bigint | undefined)[] {
  const values = fields as Readonly<Record<string, bigint | undefined>>;
  return Array.from({ length: 32 }, (_, index) => values[`r${index}`]);
}
