import type { ElfMachine } from './elf-machine.js';
import { FieldWriter } from './field-writer.js';
import { NoteType, type Note } from './note.js';

/** What NT_PRPSINFO tells of a process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  /** Real ids. */
  readonly uid: number;
  readonly gid: number;
  readonly nice: number;
  readonly stopped: boolean;
  /** PF_* of the kernel. */
  readonly kernelFlags: number;
  /** Command name, at most 15 bytes. */
  readonly comm: Uint8Array;
  /** The command line as it lies in memory, NULs between the arguments. */
  readonly argumentBytes: Uint8Array;
}

/** A mapped file, of NT_FILE. */
export interface MappedFile {
  readonly start: bigint;
  readonly end: bigint;
  /** Bytes from the beginning of the file. */
  readonly offset: bigint;
  /** Path as /proc/PID/maps has it. */
  readonly path: Uint8Array;
}

/** An entry of the auxiliary vector. */
export interface AuxiliaryEntry {
  /** AT_*. */
  readonly type: bigint;
  readonly value: bigint;
}

const COMM_SIZE = 16;

/** ELF_PRARGSZ, a NUL at the end included. */
const ARGUMENTS_SIZE = 80;

/** `struct elf_prpsinfo` (include/linux/elfcore.h; fill_psinfo() of fs/binfmt_elf.c). */
export function prpsinfoNote(machine: ElfMachine, identity: ProcessIdentity): Note {
  const writer = new FieldWriter(machine.layout);
  // Of the states "RSDTZW": a process that was frozen to be dumped ran or waited, nobody knows which.
  const state = identity.stopped ? 3 : 0;
  writer.u8(state).u8((identity.stopped ? 'T' : 'R').charCodeAt(0));
  writer.u8(0).u8(identity.nice).align(machine.layout.wordBytes).word(identity.kernelFlags);
  for (const id of [identity.uid, identity.gid]) {
    if (machine.idBytes === 4) writer.u32(id);
    // high2lowuid() of the kernel: an id that does not fit is the overflow id.
    else writer.u16(id > 0xffff ? 65534 : id);
  }
  writer.u32(identity.pid).u32(identity.ppid).u32(identity.pgid).u32(identity.sid);
  text(writer, identity.comm, COMM_SIZE);
  text(
    writer,
    identity.argumentBytes.map((byte) => (byte === 0 ? 0x20 : byte)),
    ARGUMENTS_SIZE,
  );
  return { name: 'CORE', type: NoteType.prpsinfo, bytes: writer.finish() };
}

/** `siginfo_t` of the signal that ended the process: none did. */
export function siginfoNote(): Note {
  return { name: 'CORE', type: NoteType.siginfo, bytes: new Uint8Array(128) };
}

/** The auxiliary vector, ended by AT_NULL. */
export function auxvNote(machine: ElfMachine, values: readonly AuxiliaryEntry[]): Note {
  const writer = new FieldWriter(machine.layout);
  for (const { type, value } of values) writer.word(type).word(value);
  writer.word(0n).word(0n);
  return { name: 'CORE', type: NoteType.auxv, bytes: writer.finish() };
}

/**
 * Mapped files (fill_files_note() of fs/binfmt_elf.c): count and page size, three words for each, and
 * the paths. gdb warns unless the size is exact.
 */
export function fileNote(
  machine: ElfMachine,
  files: readonly MappedFile[],
  pageSize: number,
): Note {
  const writer = new FieldWriter(machine.layout);
  writer.word(files.length).word(pageSize);
  for (const { start, end, offset } of files) {
    writer
      .word(start)
      .word(end)
      .word(offset / BigInt(pageSize));
  }
  for (const { path } of files) writer.raw(path).u8(0);
  return { name: 'CORE', type: NoteType.file, bytes: writer.finish() };
}

function text(writer: FieldWriter, bytes: Uint8Array, size: number): void {
  const cut = bytes.subarray(0, size - 1);
  writer.raw(cut).zeros(size - cut.length);
}
