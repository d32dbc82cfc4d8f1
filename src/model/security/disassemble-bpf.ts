import {
  BpfClass,
  BpfMode,
  classOf,
  JUMP_ALWAYS,
  modeOf,
  operationOf,
  parseInstructions,
  usesX,
  type BpfInstruction,
} from './bpf-instruction.js';
import { followValues, SeccompData, type BpfKnowledge } from './bpf-values.js';
import { archName, systemCallName, X32_BIT } from './system-calls.js';

/** One instruction of a seccomp filter, readable. */
export interface BpfLine extends BpfInstruction {
  /** From 0; what jumps name. */
  readonly line: number;
  /** `A = sys_number`, `if (A == openat) goto 0012`, `return ERRNO(1)`. */
  readonly text: string;
}

export interface DisassembleOptions {
  /** The program's byte order. */
  readonly bigEndian: boolean;
  /** AUDIT_ARCH_* by which to name system calls where the program has not compared it. */
  readonly arch: number | undefined;
}

/** A seccomp filter line by line, in the words of seccomp-tools. */
export function disassembleBpf(bytes: Uint8Array, options: DisassembleOptions): BpfLine[] {
  const program = parseInstructions(bytes, options.bigEndian);
  const values = followValues(program);
  return program.map((instruction, line) => {
    const known = values[line] ?? { loaded: undefined, arch: undefined };
    const arch = known.arch ?? options.arch;
    return { line, ...instruction, text: textOf(instruction, line, { ...known, arch }, options) };
  });
}

function textOf(
  instruction: BpfInstruction,
  line: number,
  known: BpfKnowledge,
  { bigEndian }: DisassembleOptions,
): string {
  const { operand } = instruction;
  switch (classOf(instruction)) {
    case BpfClass.load:
      return `A = ${loadText(instruction, bigEndian)}`;
    case BpfClass.loadX:
      return `X = ${loadText(instruction, bigEndian)}`;
    case BpfClass.store:
      return `mem[${operand}] = A`;
    case BpfClass.storeX:
      return `mem[${operand}] = X`;
    case BpfClass.arithmetic:
      return arithmeticText(instruction);
    case BpfClass.jump:
      return jumpText(instruction, line, known);
    case BpfClass.return:
      return `return ${returnText(instruction)}`;
    default:
      return (instruction.code & 0x80) !== 0 ? 'A = X' : 'X = A';
  }
}

function loadText(instruction: BpfInstruction, bigEndian: boolean): string {
  const { operand, code } = instruction;
  switch (modeOf(instruction)) {
    case BpfMode.immediate:
      return hex(operand);
    case BpfMode.absolute:
      return dataText(operand, bigEndian);
    case BpfMode.memory:
      return `mem[${operand}]`;
    case BpfMode.length:
      return 'sizeof(struct seccomp_data)';
    default:
      return `load 0x${code.toString(16)} of ${hex(operand)}`;
  }
}

/** A word of seccomp_data; of 64-bit values the half that the byte order puts there. */
function dataText(offset: number, bigEndian: boolean): string {
  if (offset === SeccompData.number) return 'sys_number';
  if (offset === SeccompData.arch) return 'arch';
  if (offset % 4 !== 0 || offset < SeccompData.instructionPointer || offset >= 64) {
    return `data[${offset}]`;
  }
  const upper = (offset % 8 === 4) !== bigEndian;
  const name =
    offset < SeccompData.arguments
      ? 'instruction_pointer'
      : `args[${Math.floor((offset - SeccompData.arguments) / 8)}]`;
  return upper ? `${name} >> 32` : name;
}

const OPERATORS: Readonly<Record<number, string>> = {
  0x00: '+',
  0x10: '-',
  0x20: '*',
  0x30: '/',
  0x40: '|',
  0x50: '&',
  0x60: '<<',
  0x70: '>>',
  0x90: '%',
  0xa0: '^',
};

const NEGATE = 0x80;

function arithmeticText(instruction: BpfInstruction): string {
  const operation = operationOf(instruction);
  if (operation === NEGATE) return 'A = -A';
  const operator = OPERATORS[operation];
  const right = usesX(instruction) ? 'X' : hex(instruction.operand);
  return operator === undefined ? unknownText(instruction) : `A ${operator}= ${right}`;
}

const CONDITIONS: Readonly<Record<number, readonly [string, string]>> = {
  0x10: ['==', '!='],
  0x20: ['>', '<='],
  0x30: ['>=', '<'],
  0x40: ['&', '!&'],
};

function jumpText(instruction: BpfInstruction, line: number, known: BpfKnowledge): string {
  const { jumpTrue, jumpFalse, operand } = instruction;
  const operation = operationOf(instruction);
  const goto = (skip: number) => `goto ${String(line + 1 + skip).padStart(4, '0')}`;
  if (operation === JUMP_ALWAYS) return goto(operand);
  const signs = CONDITIONS[operation];
  if (signs === undefined) return unknownText(instruction);
  const right = usesX(instruction) ? 'X' : comparedText(operand, operation, known);
  const [sign, opposite] = signs;
  if (jumpTrue === 0 && jumpFalse !== 0) {
    const condition = opposite === '!&' ? `!(A & ${right})` : `A ${opposite} ${right}`;
    return `if (${condition}) ${goto(jumpFalse)}`;
  }
  const otherwise = jumpFalse === 0 ? '' : ` else ${goto(jumpFalse)}`;
  return `if (A ${sign} ${right}) ${goto(jumpTrue)}${otherwise}`;
}

const JUMP_EQUAL = 0x10;
const JUMP_SET = 0x40;

/** What A is compared with: the name of a system call or an architecture, where A holds one. */
function comparedText(operand: number, operation: number, known: BpfKnowledge): string {
  // 0x40000000 in `A >= 0x40000000` is the bit of the x32 ABI and not the first of its calls.
  if (operation !== JUMP_EQUAL && operand >= X32_BIT) return hex(operand);
  if (operation === JUMP_SET) return hex(operand);
  const name =
    known.loaded === SeccompData.arch
      ? archName(operand)
      : known.loaded === SeccompData.number && known.arch !== undefined
        ? systemCallName(known.arch, operand)
        : undefined;
  return name ?? hex(operand);
}

/** Actions of include/uapi/linux/seccomp.h, by the upper half of the value. */
const ACTIONS: Readonly<Record<number, string>> = {
  0x8000: 'KILL_PROCESS',
  0x0000: 'KILL',
  0x0003: 'TRAP',
  0x0005: 'ERRNO',
  0x7fc0: 'USER_NOTIF',
  0x7ff0: 'TRACE',
  0x7ffc: 'LOG',
  0x7fff: 'ALLOW',
};

/** Those whose lower half says something to the program. */
const WITH_DATA = ['ERRNO', 'TRAP', 'TRACE'];

function returnText(instruction: BpfInstruction): string {
  const { code, operand } = instruction;
  if ((code & 0x18) === 0x10) return 'A';
  if ((code & 0x18) === 0x08) return 'X';
  const action = ACTIONS[operand >>> 16];
  if (action === undefined) return hex(operand);
  const data = operand & 0xffff;
  if (WITH_DATA.includes(action) && (data !== 0 || action === 'ERRNO')) return `${action}(${data})`;
  return action;
}

function unknownText({ code }: BpfInstruction): string {
  return `unknown instruction ${hex(code)}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
