import type { MadeProcess } from '../../support/made-process.js';

/** A value that tells which register it stands in, and every byte of it. */
export const wide = (index: number): bigint => 0x0102030405060700n + BigInt(index);
export const narrow = (index: number): number => 0x71727300 + index;

const wides = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => wide(from + index));

const named = (names: readonly string[], from: number) =>
  Object.fromEntries(names.map((name, index) => [name, wide(from + index)]));

/** Bits of 1.5 and of -2.25: floating point registers hold these in turn. */
const float = (index: number): bigint =>
  index % 2 === 0 ? 0x3ff8000000000000n : 0xc002000000000000n;
const floats = (count: number) => Array.from({ length: count }, (_, index) => float(index));

const numbers = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const CLEAR_TID = { clear_tid_addr: 0n };

type Made = Pick<MadeProcess, 'march' | 'registers' | 'bigEndian'>;

const RISCV_NAMES =
  'pc ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6';

const LITTLE_OR_FIXED = {
  aarch64: {
    march: 'AARCH64',
    registers: {
      ti_aarch64: {
        ...CLEAR_TID,
        tls: wide(0x50),
        gpregs: { regs: wides(31), sp: wide(0x1f0), pc: wide(0x20), pstate: 0x60001000n },
        fpsimd: { vregs: floats(64), fpsr: 0x10, fpcr: 0 },
      },
    },
  },
  arm: {
    march: 'ARM',
    registers: {
      ti_arm: {
        ...CLEAR_TID,
        tls: narrow(0x50),
        gpregs: {
          ...{ r0: narrow(0), r1: narrow(1), r2: narrow(2), r3: narrow(3), r4: narrow(4) },
          ...{ r5: narrow(5), r6: narrow(6), r7: narrow(7), r8: narrow(8), r9: narrow(9) },
          ...{ r10: narrow(10), fp: narrow(11), ip: narrow(12), sp: narrow(0x20) },
          ...{ lr: narrow(14), pc: narrow(0x40), cpsr: 0x60000010, orig_r0: narrow(17) },
        },
        fpstate: { vfp_regs: floats(32), fpscr: 0x10, fpexc: 0, fpinst: 0, fpinst2: 0 },
      },
    },
  },
  ppc64le: {
    march: 'PPC64',
    registers: {
      ti_ppc64: {
        ...CLEAR_TID,
        gpregs: {
          ...{ gpr: wides(32), nip: wide(0x20), msr: wide(0x21), orig_gpr3: wide(0x22) },
          ...{
            ctr: wide(0x23),
            link: wide(0x24),
            xer: 0x20000000n,
            ccr: 0x44000088n,
            trap: 0xc00n,
          },
        },
        fpstate: { fpregs: [...floats(32), 0x80n] },
        vrstate: { vrregs: [...wides(64), 0x10000n, 0n], vrsave: 0x7 },
        vsxstate: { vsxregs: wides(32, 0x80) },
      },
    },
  },
  s390x: {
    march: 'S390',
    bigEndian: true,
    registers: {
      ti_s390: {
        ...CLEAR_TID,
        gpregs: {
          ...{ psw_mask: 0x0705200180000000n, psw_addr: wide(0x40), gprs: wides(16) },
          acrs: Array.from({ length: 16 }, (_, index) => narrow(index)),
          ...{ orig_gpr2: wide(0x41), system_call: 4 },
        },
        fpregs: { fpc: 0x800000, fprs: floats(16) },
        vxrs_low: { regs: wides(16, 0x80) },
        vxrs_high: { regs: wides(32, 0xa0) },
      },
    },
  },
  riscv64: {
    march: 'RISCV64',
    registers: {
      ti_riscv64: {
        ...CLEAR_TID,
        tls: wide(4),
        gpregs: named(RISCV_NAMES.split(' '), 0),
        fpsimd: { f: floats(32), fcsr: 0x21 },
      },
    },
  },
  loongarch64: {
    march: 'LOONGARCH64',
    registers: {
      ti_loongarch64: {
        ...CLEAR_TID,
        tls: wide(2),
        gpregs: { regs: wides(32), pc: wide(0x40) },
        fpregs: { regs: floats(32), fcc: 0x0001000100010001n, fcsr: 3 },
      },
    },
  },
  mips64el: {
    march: 'MIPS',
    registers: {
      ti_mips: {
        ...CLEAR_TID,
        tls: wide(0x50),
        gpregs: {
          ...named(numbers('r', 32), 0),
          ...{ lo: wide(0x20), hi: wide(0x21), cp0_epc: wide(0x40), cp0_badvaddr: wide(0x23) },
          ...{ cp0_status: 0x24n, cp0_cause: 0x25n },
        },
        fpregs: {
          ...Object.fromEntries(numbers('r', 32).map((name, index) => [name, float(index)])),
          ...{ lo: 0n, hi: 0n, fpu_fcr31: 0x1000000, fpu_id: 0x739300 },
        },
      },
    },
  },
} satisfies Record<string, Made>;

/** A thread of every kind of processor, each register with a value of its own. */
export const ARCHITECTURES: Readonly<Record<string, Made>> = {
  ...LITTLE_OR_FIXED,
  mips64: { ...LITTLE_OR_FIXED.mips64el, bigEndian: true },
};
