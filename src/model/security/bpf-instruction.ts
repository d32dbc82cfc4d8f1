/** An instruction of classic BPF: struct sock_filter of include/uapi/linux/filter.h. */
export interface BpfInstruction {
  readonly code: number;
  /** How many instructions to skip when the condition holds, and when it does not. */
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly operand: number;
}

const SIZE = 8;

/** Instructions one behind the other; bytes at the end that are too few for one are left out. */
export function parseInstructions(bytes: Uint8Array, bigEndian: boolean): BpfInstruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / SIZE) }, (_, index) => ({
    code: view.getUint16(SIZE * index, !bigEndian),
    jumpTrue: view.getUint8(SIZE * index + 2),
    jumpFalse: view.getUint8(SIZE * index + 3),
    operand: view.getUint32(SIZE * index + 4, !bigEndian),
  }));
}

/** Low three bits of a code (bpf_common.h). */
export const BpfClass = {
  load: 0,
  loadX: 1,
  store: 2,
  storeX: 3,
  arithmetic: 4,
  jump: 5,
  return: 6,
  misc: 7,
} as const;

export function classOf({ code }: BpfInstruction): number {
  return code & 0x07;
}

/** The operation of an arithmetic instruction or jump. */
export function operationOf({ code }: BpfInstruction): number {
  return code & 0xf0;
}

/** BPF_X: the second operand is the register X and not the constant. */
export function usesX({ code }: BpfInstruction): boolean {
  return (code & 0x08) !== 0;
}

/** Where a load takes its value from. */
export const BpfMode = { immediate: 0x00, absolute: 0x20, memory: 0x60, length: 0x80 } as const;

export function modeOf({ code }: BpfInstruction): number {
  return code & 0xe0;
}

/** BPF_JA: an unconditional jump of `operand` instructions. */
export const JUMP_ALWAYS = 0x00;
