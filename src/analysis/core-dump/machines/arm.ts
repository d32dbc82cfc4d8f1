import type { UserArmRegsEntry } from '../../../criu/messages.generated.js';
import { FieldWriter, type ByteLayout } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType } from '../../../formats/elf-core/note.js';

/** `struct pt_regs` (arch/arm/include/uapi/asm/ptrace.h). */
const GENERAL = [
  ...(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10', 'fp', 'ip'] as const),
  ...(['sp', 'lr', 'pc', 'cpsr', 'orig_r0'] as const),
] satisfies (keyof UserArmRegsEntry)[];

/** EF_ARM_EABI_VER5: the calling convention of all of today's programs. */
const EABI_VERSION_5 = 0x05000000;

export function arm(bigEndian: boolean): Machine {
  const layout: ByteLayout = { wordBytes: 4, bigEndian };
  return {
    layout,
    elfMachine: 40,
    elfFlags: EABI_VERSION_5,
    idBytes: 2,
    writeGeneral(writer, { ti_arm }) {
      for (const name of GENERAL) writer.u32(ti_arm?.gpregs?.[name]);
    },
    // REGSET_VFP of arch/arm/kernel/ptrace.c: d0 to d31 and FPSCR.
    threadNotes({ ti_arm }) {
      const state = ti_arm?.fpstate;
      if (state === undefined) return [];
      const bytes = new FieldWriter(layout).list(state.vfp_regs, 32, 8).u32(state.fpscr).finish();
      return [{ name: 'LINUX', type: NoteType.armVfp, bytes }];
    },
  };
}
