import type { CoreEntry, ThreadInfoAarch64 } from '../../../criu/messages.generated.js';
import { FieldWriter, type ByteLayout } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType, type Note } from '../../../formats/elf-core/note.js';

export function aarch64(bigEndian: boolean): Machine {
  const layout: ByteLayout = { wordBytes: 8, bigEndian };
  return {
    layout,
    elfMachine: 183,
    elfFlags: 0,
    idBytes: 4,
    // struct user_pt_regs (arch/arm64/include/uapi/asm/ptrace.h)
    writeGeneral(writer, { ti_aarch64: info }) {
      const gpregs = info?.gpregs;
      writer.list(gpregs?.regs, 31, 8).u64(gpregs?.sp).u64(gpregs?.pc).u64(gpregs?.pstate);
    },
    threadNotes: (core) => threadNotes(core, layout),
  };
}

/** aarch64_regsets of arch/arm64/kernel/ptrace.c, as far as CRIU saves them. */
function threadNotes({ ti_aarch64: info }: Partial<CoreEntry>, layout: ByteLayout): Note[] {
  if (info === undefined) return [];
  const { fpsimd, tls } = info;
  return [
    ...(fpsimd === undefined ? [] : [floatNote(fpsimd, layout)]),
    {
      name: 'LINUX',
      type: NoteType.armTls,
      bytes: new FieldWriter(layout).u64(tls).finish(),
    },
    ...keyNotes(info, layout),
  ];
}

/** `struct user_fpsimd_state`. The low half of a vector stands first, in the machine's order. */
function floatNote(
  { vregs = [], fpsr, fpcr }: NonNullable<ThreadInfoAarch64['fpsimd']>,
  layout: ByteLayout,
): Note {
  const writer = new FieldWriter(layout);
  for (let index = 0; index < 32; index++) {
    const halves = [vregs[2 * index], vregs[2 * index + 1]];
    writer.list(layout.bigEndian ? halves.reverse() : halves, 2, 8);
  }
  const bytes = writer.u32(fpsr).u32(fpcr).zeros(8).finish();
  return { name: 'CORE', type: NoteType.prfpreg, bytes };
}

/** Keys of pointer authentication (NT_ARM_PACA_KEYS and its like). */
function keyNotes({ pac_keys: keys }: ThreadInfoAarch64, layout: ByteLayout): Note[] {
  const notes: Note[] = [];
  const { pac_address_keys: addresses, pac_generic_keys: generic } = keys ?? {};
  if (addresses !== undefined) {
    const writer = new FieldWriter(layout);
    writer.u64(addresses.apiakey_lo).u64(addresses.apiakey_hi);
    writer.u64(addresses.apibkey_lo).u64(addresses.apibkey_hi);
    writer.u64(addresses.apdakey_lo).u64(addresses.apdakey_hi);
    writer.u64(addresses.apdbkey_lo).u64(addresses.apdbkey_hi);
    const enabled = new FieldWriter(layout).u64(addresses.pac_enabled_key);
    notes.push(
      { name: 'LINUX', type: NoteType.armPacEnabledKeys, bytes: enabled.finish() },
      { name: 'LINUX', type: NoteType.armPacAddressKeys, bytes: writer.finish() },
    );
  }
  if (generic !== undefined) {
    const writer = new FieldWriter(layout).u64(generic.apgakey_lo).u64(generic.apgakey_hi);
    notes.push({ name: 'LINUX', type: NoteType.armPacGenericKeys, bytes: writer.finish() });
  }
  return notes;
}
