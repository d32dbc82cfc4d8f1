import type {
  ThreadInfoX86,
  UserX86FpregsEntry,
  UserX86XsaveEntry,
} from '../../criu/messages.generated.js';
import { MXCSR } from './flag-fields.js';
import { flags, float, integer, joinWords, numbered, vector, type Register } from './register.js';
import { fullTagWord } from './x87-tags.js';

/** What is beyond the general registers: x87, SSE and the parts of XSAVE that the image has. */
export function x86Others({ gpregs = {}, fpregs }: ThreadInfoX86, wide: boolean): Register[] {
  const system = wide
    ? [
        integer('fs_base', gpregs.fs_base),
        integer('gs_base', gpregs.gs_base),
        integer('orig_rax', gpregs.orig_ax),
      ]
    : [integer('orig_eax', gpregs.orig_ax, 32)];
  if (fpregs === undefined) return system;
  // A 32-bit program reaches the first eight vector registers only.
  const count = wide ? 16 : 8;
  return [
    ...x87(fpregs),
    ...xmm(fpregs, count),
    flags('mxcsr', fpregs.mxcsr, MXCSR),
    ...system,
    ...(fpregs.xsave === undefined ? [] : xsaveRegisters(fpregs, fpregs.xsave, count)),
  ];
}

function x87(fpregs: UserX86FpregsEntry): Register[] {
  const { st_space: stack = [], rip = 0n, rdp = 0n } = fpregs;
  return [
    ...numbered('st', 8, (name, index) =>
      float(name, joinWords(stack.slice(4 * index, 4 * index + 4), 32), 80),
    ),
    integer('fctrl', fpregs.cwd, 32),
    integer('fstat', fpregs.swd, 32),
    integer('ftag', fullTagWord(fpregs), 32),
    integer('fiseg', (rip >> 32n) & 0xffffn, 32),
    integer('fioff', rip, 32),
    integer('foseg', (rdp >> 32n) & 0xffffn, 32),
    integer('fooff', rdp, 32),
    integer('fop', (fpregs.fop ?? 0) & 0x7ff, 32),
  ];
}

function xmm({ xmm_space: words = [] }: UserX86FpregsEntry, count: number): Register[] {
  return numbered('xmm', count, (name, index) => vector(name, fourWords(words, index), 32));
}

function xsaveRegisters(
  { xmm_space: low = [] }: UserX86FpregsEntry,
  xsave: UserX86XsaveEntry,
  count: number,
): Register[] {
  const { ymmh_space: high = [], zmm_upper: upper = [], hi16_zmm: last = [] } = xsave;
  const { bndreg_state: bounds = [], bndcsr_state: control = [], pkru = [], cet } = xsave;
  const registers: Register[] = [];
  const ymmWords = (index: number) => [...fourWords(low, index), ...fourWords(high, index)];
  if (high.length > 0) {
    registers.push(...numbered('ymm', count, (name, index) => vector(name, ymmWords(index), 32)));
  }
  if (bounds.length > 0) {
    const pair = (index: number) => [bounds[2 * index], bounds[2 * index + 1]];
    registers.push(...numbered('bnd', 4, (name, index) => vector(`${name}raw`, pair(index), 64)));
  }
  if (control.length > 0) {
    registers.push(integer('bndcfgu', control[0]), integer('bndstatus', control[1]));
  }
  if (upper.length > 0) {
    registers.push(
      ...numbered('zmm', count, (name, index) => ({
        ...vector(name, ymmWords(index), 32),
        bits: 512,
        value:
          joinWords(ymmWords(index), 32) |
          (joinWords(upper.slice(4 * index, 4 * index + 4), 64) << 256n),
      })),
    );
  }
  if (last.length > 0 && count === 16) {
    for (let index = 0; index < 16; index++) {
      const words = Array.from({ length: 8 }, (_, word) => last[8 * index + word]);
      registers.push(vector(`zmm${16 + index}`, words, 64));
    }
  }
  if (pkru.length > 0) registers.push(integer('pkru', pkru[0], 32));
  if (cet !== undefined) registers.push(integer('ssp', cet.ssp));
  return registers;
}

function fourWords(words: readonly number[], index: number): (number | undefined)[] {
  return [0, 1, 2, 3].map((word) => words[4 * index + word]);
}
