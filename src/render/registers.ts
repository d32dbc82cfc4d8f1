import type { RegistersResult, ThreadRegistersRow } from '../analysis/registers.js';
import { isAbsent } from '../model/absent.js';
import { hexText, joinFields, jsonFields } from './dialect.js';
import { floatText } from './float-text.js';
import { safeText } from './safe-text.js';

export interface RegistersView {
  /** Floating point, vector and system registers too. */
  readonly all: boolean;
}

type Told = Exclude<ThreadRegistersRow['registers'], { absent: string }>;
type Register = Told['general'][number];

/** Columns at which gdb begins the value and what it means. */
const VALUE_COLUMN = 15;
const MEANING_COLUMN = 35;

/** As gdb's `info registers` prints them; each thread under a line of its own if there are several. */
export function renderRegisters(result: RegistersResult, view: RegistersView): string {
  const several = result.threads.length > 1;
  return result.threads
    .map((thread) => (several ? `${titleOf(thread)}\n` : '') + linesOf(thread, view))
    .join(several ? '\n' : '');
}

/** The same as plain data. Numbers are unsigned; those of more than 64 bits are in hex only. */
export function registersJson(result: RegistersResult, view: RegistersView): object[] {
  return result.threads.map(({ pid, tid, name, registers }) =>
    joinFields(
      jsonFields({ pid, tid, name }),
      isAbsent(registers)
        ? jsonFields({ architecture: registers, registers })
        : {
            architecture: registers.architecture,
            registers: shown(registers, view).map(registerJson),
          },
    ),
  );
}

function registerJson(register: Register): object {
  const { name, bits, value, type, flags } = register;
  return {
    name,
    bits,
    ...(bits <= 64 && type !== 'float' && { value }),
    value_hex: hexText(value),
    ...(type === 'float' && { float: floatText(value, bits) }),
    ...(type === 'vector' && { double: lanes(register, 64), float: lanes(register, 32) }),
    ...(flags !== undefined && { flags }),
  };
}

function shown(registers: Told, { all }: RegistersView): readonly Register[] {
  return all ? [...registers.general, ...registers.others] : registers.general;
}

function titleOf({ pid, tid, name }: ThreadRegistersRow): string {
  const called = isAbsent(name) ? '' : ` "${safeText(name)}"`;
  return `Thread ${tid}${called} of process ${pid}:`;
}

function linesOf({ registers }: ThreadRegistersRow, view: RegistersView): string {
  if (isAbsent(registers)) return `unavailable: ${safeText(registers.absent)}\n`;
  return shown(registers, view)
    .map((register) => `${lineOf(register)}\n`)
    .join('');
}

function lineOf(register: Register): string {
  const { name, bits, value, type, flags = [] } = register;
  const hex = `0x${value.toString(16)}`;
  const begin = column(name, VALUE_COLUMN);
  switch (type) {
    case 'integer':
      return column(begin + hex, MEANING_COLUMN) + BigInt.asIntN(bits, value).toString();
    case 'address':
      return column(begin + hex, MEANING_COLUMN) + hex;
    case 'flags':
      return `${column(begin + hex, MEANING_COLUMN)}[ ${flags.map((flag) => `${flag} `).join('')}]`;
    case 'float': {
      const raw = value.toString(16).padStart(bits / 4, '0');
      return `${column(begin + floatText(value, bits), MEANING_COLUMN)}(raw 0x${raw})`;
    }
    case 'vector': {
      const floats = `v${bits / 32}_float = {${lanes(register, 32).join(', ')}}`;
      const doubles = `v${bits / 64}_double = {${lanes(register, 64).join(', ')}}`;
      return `${begin}{${floats}, ${doubles}, uint${bits} = ${hex}}`;
    }
  }
}

/** At least one blank, as gdb leaves. */
function column(text: string, width: number): string {
  return `${text} `.padEnd(width);
}

/** The parts of a vector, lowest first, as floating point numbers. */
function lanes({ value, bits }: Register, width: 32 | 64): string[] {
  return Array.from({ length: bits / width }, (_, index) =>
    floatText(BigInt.asUintN(width, value >> BigInt(width * index)), width),
  );
}
