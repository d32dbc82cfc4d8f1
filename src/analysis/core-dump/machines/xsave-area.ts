import type { UserX86FpregsEntry, UserX86XsaveEntry } from '../../../criu/messages.generated.js';
import { FieldWriter } from '../../../formats/elf-core/field-writer.js';

const LAYOUT = { wordBytes: 8, bigEndian: false } as const;

/** Where the kernel writes XCR0 for debuggers: the bytes of FXSAVE that software may use. */
const XCR0_OFFSET = 464;

/** x87 and SSE, bits 0 and 1 of XCR0, which every processor has. */
const X87_AND_SSE = 0x3n;

/** Where the header of the extended parts is. */
const HEADER_OFFSET = 512;

/** A part of the extended state. */
interface Part {
  /** Its bit in XCR0 and XSTATE_BV (Intel SDM volume 1, 13.1). */
  readonly bit: number;
  /**
   * In the standard format of Intel processors, which gdb expects: offsets are the processor's own, and
   * CRIU does not keep them.
   */
  readonly offset: number;
  /** Bytes that are written, and that the part has in all. */
  readonly used: number;
  readonly size: number;
  /** Bytes of one of the words in which CRIU keeps it. */
  readonly wordBytes: 4 | 8;
  /** Parts that no processor has alone. */
  readonly group: 'avx' | 'mpx' | 'avx512' | 'pkru';
  readonly words: (xsave: UserX86XsaveEntry) => readonly (bigint | number)[] | undefined;
}

const PARTS: readonly Part[] = [
  part(2, 576, 256, 4, 'avx', (xsave) => xsave.ymmh_space),
  part(3, 960, 64, 8, 'mpx', (xsave) => xsave.bndreg_state),
  { ...part(4, 1024, 64, 8, 'mpx', (xsave) => xsave.bndcsr_state), used: 16 },
  part(5, 1088, 64, 8, 'avx512', (xsave) => xsave.opmask_reg),
  part(6, 1152, 512, 8, 'avx512', (xsave) => xsave.zmm_upper),
  part(7, 1664, 1024, 8, 'avx512', (xsave) => xsave.hi16_zmm),
  { ...part(9, 2688, 8, 4, 'pkru', (xsave) => xsave.pkru), used: 4 },
];

/** x87 and SSE state as FXSAVE lays it out: 512 bytes, what NT_PRFPREG of x86-64 is. */
export function fxsaveArea(fpregs: UserX86FpregsEntry): Uint8Array {
  return legacy(new FieldWriter(LAYOUT), fpregs, 0n).finish();
}

/** The state as XSAVE lays it out, NT_X86_XSTATE: each part that the image has at its offset. */
export function xsaveArea(fpregs: UserX86FpregsEntry, xsave: UserX86XsaveEntry): Uint8Array {
  const parts = partsOf(xsave);
  const xcr0 = parts.reduce((bits, { bit }) => bits | (1n << BigInt(bit)), X87_AND_SSE);
  const writer = legacy(new FieldWriter(LAYOUT), fpregs, xcr0);
  // The header; parts that XCR0 does not have cannot be in use.
  writer
    .upTo(HEADER_OFFSET)
    .u64((xsave.xstate_bv ?? 0n) & xcr0)
    .zeros(56);
  for (const { offset, used, size, wordBytes, words } of parts) {
    writer
      .upTo(offset)
      .list(words(xsave), used / wordBytes, wordBytes)
      .upTo(offset + size);
  }
  return writer.finish();
}

/**
 * Which part stands where in NT_X86_XSTATE: `struct x86_xfeat_component` for each, which kernels since
 * 6.12 tell (NT_X86_XSAVE_LAYOUT).
 */
export function xsaveLayout(xsave: UserX86XsaveEntry): Uint8Array {
  const writer = new FieldWriter(LAYOUT);
  for (const { bit, size, offset } of partsOf(xsave)) {
    writer.u32(bit).u32(size).u32(offset).u32(0);
  }
  return writer.finish();
}

/** The parts that the image has; of one that belongs to a group, the whole group. */
function partsOf(xsave: UserX86XsaveEntry): Part[] {
  const groups = new Set(
    PARTS.filter((each) => (each.words(xsave)?.length ?? 0) > 0).map(({ group }) => group),
  );
  return PARTS.filter(({ group }) => groups.has(group));
}

function part(
  bit: number,
  offset: number,
  size: number,
  wordBytes: 4 | 8,
  group: Part['group'],
  words: Part['words'],
): Part {
  return { bit, offset, used: size, size, wordBytes, group, words };
}

function legacy(writer: FieldWriter, fpregs: UserX86FpregsEntry, xcr0: bigint): FieldWriter {
  writer.u16(fpregs.cwd).u16(fpregs.swd).u16(fpregs.twd).u16(fpregs.fop);
  writer.u64(fpregs.rip).u64(fpregs.rdp).u32(fpregs.mxcsr).u32(fpregs.mxcsr_mask);
  writer.list(fpregs.st_space, 32, 4).list(fpregs.xmm_space, 64, 4);
  return writer.upTo(XCR0_OFFSET).u64(xcr0).upTo(HEADER_OFFSET);
}
