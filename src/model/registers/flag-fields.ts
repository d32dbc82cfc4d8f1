/** A field of a register of flags: one bit, or several that are a number. */
export interface FlagField {
  readonly name: string;
  readonly bit: number;
  /** Set for a field of several bits, which is shown as `EL=0` whatever it holds. */
  readonly width?: number;
}

/** In the order in which gdb names them, the lowest first. */
export type FlagFields = readonly FlagField[];

/** Names of single bits, lowest first; a dash for one without a name. */
function bitsFrom(first: number, names: string): FlagFields {
  return names
    .split(' ')
    .map((name, index) => ({ name, bit: first + index }))
    .filter(({ name }) => name !== '-');
}

/** RFLAGS (Intel SDM volume 1, 3.4.3). */
export const EFLAGS: FlagFields = bitsFrom(
  0,
  'CF - PF - AF - ZF SF TF IF DF OF - - NT - RF VM AC VIF VIP ID',
);

/** MXCSR: SSE control and status (Intel SDM volume 1, 10.2.3). */
export const MXCSR: FlagFields = [
  ...bitsFrom(0, 'IE DE ZE OE UE PE DAZ IM DM ZM OM UM PM'),
  ...bitsFrom(15, 'FZ'),
];

/** PSTATE of a 64-bit ARM thread, as SPSR_EL1 lays it out. */
export const AARCH64_PSTATE: FlagFields = [
  ...bitsFrom(0, 'SP'),
  { name: 'EL', bit: 2, width: 2 },
  ...bitsFrom(4, 'nRW'),
  ...bitsFrom(6, 'F I A D'),
  { name: 'BTYPE', bit: 10, width: 2 },
  ...bitsFrom(12, 'SSBS'),
  ...bitsFrom(20, 'IL SS PAN UAO DIT TCO'),
  ...bitsFrom(28, 'V C Z N'),
];

export const AARCH64_FPSR: FlagFields = [
  ...bitsFrom(0, 'IOC DZC OFC UFC IXC'),
  ...bitsFrom(7, 'IDC'),
  ...bitsFrom(27, 'QC V C Z N'),
];

export const AARCH64_FPCR: FlagFields = [
  ...bitsFrom(0, 'FIZ AH NEP'),
  ...bitsFrom(8, 'IOE DZE OFE UFE IXE EBF'),
  ...bitsFrom(15, 'IDE'),
  { name: 'Len', bit: 16, width: 3 },
  ...bitsFrom(19, 'FZ16'),
  { name: 'Stride', bit: 20, width: 2 },
  { name: 'RMode', bit: 22, width: 2 },
  ...bitsFrom(24, 'FZ DN AHP'),
];

/** CPSR of a 32-bit ARM thread (ARM ARM, B1.3.3); M is the mode, 0x10 of a user's program. */
export const ARM_CPSR: FlagFields = [
  { name: 'M', bit: 0, width: 5 },
  ...bitsFrom(5, 'T F I A E'),
  { name: 'GE', bit: 16, width: 4 },
  ...bitsFrom(24, 'J'),
  ...bitsFrom(27, 'Q V C Z N'),
];

export function namesOfFlags(value: bigint, fields: FlagFields): string[] {
  return fields.flatMap(({ name, bit, width }) => {
    const field = (value >> BigInt(bit)) & ((1n << BigInt(width ?? 1)) - 1n);
    if (width !== undefined) return [`${name}=${field}`];
    return field === 0n ? [] : [name];
  });
}
