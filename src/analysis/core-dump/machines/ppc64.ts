import type {
  CoreEntry,
  ThreadInfoPpc64,
  UserPpc64RegsEntry,
} from '../../../criu/messages.generated.js';
import { FieldWriter, type ByteLayout } from '../../../formats/elf-core/field-writer.js';
import type { Machine } from '../machine.js';
import { NoteType, type Note } from '../../../formats/elf-core/note.js';

/** Little-endian programs are of ABI version 2 (EF_PPC64_ABI). */
const ABI_V1 = 1;
const ABI_V2 = 2;

/** ELF_NGREG: elf_gregset_t is longer than struct pt_regs. */
const GENERAL_WORDS = 48;

/** 32 vector registers and VSCR, each two words; VRSAVE follows them. */
const VECTOR_WORDS = 66;

export function ppc64(bigEndian: boolean): Machine {
  const layout: ByteLayout = { wordBytes: 8, bigEndian };
  return {
    layout,
    elfMachine: 21,
    elfFlags: bigEndian ? ABI_V1 : ABI_V2,
    idBytes: 4,
    writeGeneral(writer, { ti_ppc64 }) {
      general(writer, ti_ppc64?.gpregs);
    },
    threadNotes: (core) => threadNotes(core, layout),
  };
}

/** `struct pt_regs` (arch/powerpc/include/uapi/asm/ptrace.h). */
function general(writer: FieldWriter, gpregs: UserPpc64RegsEntry | undefined): void {
  const { nip, msr, orig_gpr3, ctr, link, xer, ccr, trap } = gpregs ?? {};
  const before = [nip, msr, orig_gpr3, ctr, link, xer, ccr];
  // softe, then trap, dar, dsisr and result; CRIU saves of these the trap alone.
  writer.list(gpregs?.gpr, 32, 8).list([...before, 0n, trap], GENERAL_WORDS - 32, 8);
}

/** native_regsets of arch/powerpc/kernel/ptrace/ptrace-view.c, as far as CRIU saves them. */
function threadNotes({ ti_ppc64: info }: Partial<CoreEntry>, layout: ByteLayout): Note[] {
  if (info === undefined) return [];
  const [float, vmx, vsx] = [NoteType.prfpreg, NoteType.ppcVmx, NoteType.ppcVsx];
  return [...sets(info, layout, { float, vmx, vsx }), ...transaction(info, layout)];
}

interface SetTypes {
  readonly float: number;
  readonly vmx: number;
  readonly vsx: number;
}

type Sets = Pick<ThreadInfoPpc64, 'fpstate' | 'vrstate' | 'vsxstate'>;

function sets({ fpstate, vrstate, vsxstate }: Sets, layout: ByteLayout, types: SetTypes): Note[] {
  const notes: Note[] = [];
  const add = (type: number, write: (writer: FieldWriter) => FieldWriter): void => {
    const name = type === NoteType.prfpreg ? 'CORE' : 'LINUX';
    notes.push({ name, type, bytes: write(new FieldWriter(layout)).finish() });
  };
  if (fpstate !== undefined) add(types.float, (writer) => writer.list(fpstate.fpregs, 33, 8));
  if (vrstate !== undefined) {
    add(types.vmx, (writer) =>
      writer.list(vrstate.vrregs, VECTOR_WORDS, 8).u32(vrstate.vrsave).zeros(12),
    );
  }
  if (vsxstate !== undefined) add(types.vsx, (writer) => writer.list(vsxstate.vsxregs, 32, 8));
  return notes;
}

/** Registers as they were before a memory transaction that was under way. */
function transaction({ tmstate, gpregs }: ThreadInfoPpc64, layout: ByteLayout): Note[] {
  if (tmstate === undefined) return [];
  const writer = new FieldWriter(layout);
  general(writer, tmstate.gpregs);
  const special = new FieldWriter(layout);
  special.u64(gpregs?.tfhar).u64(gpregs?.texasr).u64(gpregs?.tfiar);
  return [
    { name: 'LINUX', type: NoteType.ppcTmCheckpointedGpr, bytes: writer.finish() },
    ...sets(tmstate, layout, {
      float: NoteType.ppcTmCheckpointedFpr,
      vmx: NoteType.ppcTmCheckpointedVmx,
      vsx: NoteType.ppcTmCheckpointedVsx,
    }),
    { name: 'LINUX', type: NoteType.ppcTmSpr, bytes: special.finish() },
  ];
}
