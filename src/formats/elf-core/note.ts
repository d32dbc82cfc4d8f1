import { FieldWriter, type ByteLayout } from './field-writer.js';

/** A note of the PT_NOTE segment. */
export interface Note {
  /** `CORE` for what all systems have, `LINUX` for register sets of Linux alone. */
  readonly name: 'CORE' | 'LINUX';
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Types of notes (include/uapi/linux/elf.h). */
export const NoteType = {
  prstatus: 1,
  prfpreg: 2,
  prpsinfo: 3,
  auxv: 6,
  siginfo: 0x53494749,
  file: 0x46494c45,
  prxfpreg: 0x46e62b7f,
  ppcVmx: 0x100,
  ppcVsx: 0x102,
  ppcTmCheckpointedGpr: 0x108,
  ppcTmCheckpointedFpr: 0x109,
  ppcTmCheckpointedVmx: 0x10a,
  ppcTmCheckpointedVsx: 0x10b,
  ppcTmSpr: 0x10c,
  i386Tls: 0x200,
  x86Xstate: 0x202,
  x86ShadowStack: 0x204,
  x86XsaveLayout: 0x205,
  s390SystemCall: 0x307,
  s390VxrsLow: 0x309,
  s390VxrsHigh: 0x30a,
  s390GuardedStorage: 0x30b,
  s390GuardedStorageBroadcast: 0x30c,
  s390RuntimeInstrumentation: 0x30d,
  armVfp: 0x400,
  armTls: 0x401,
  armPacEnabledKeys: 0x40a,
  armPacAddressKeys: 0x407,
  armPacGenericKeys: 0x408,
} as const;

/**
 * The notes as they stand in the file (ELF gABI, note section): sizes are exact, and name and contents
 * are each filled up to a multiple of 4.
 */
export function encodeNotes(notes: readonly Note[], layout: ByteLayout): Uint8Array {
  const writer = new FieldWriter(layout);
  for (const { name, type, bytes } of notes) {
    const nameBytes = Buffer.from(`${name}\0`, 'latin1');
    writer.u32(nameBytes.length).u32(bytes.length).u32(type);
    writer.raw(nameBytes).align(4).raw(bytes).align(4);
  }
  return writer.finish();
}
