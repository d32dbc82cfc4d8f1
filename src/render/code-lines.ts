import type { CodeWindow, Evidence } from '../analysis/triage/finding.js';
import type { Disassemble, Instruction } from '../formats/x86-code/disassemble.js';
import { hexRows, hexText } from './evidence-rows.js';

/** The instructions of evidence; none for other processors, for what is no code, and without a disassembler. */
export function codeLines(
  { code, bytes, address }: Evidence,
  disassemble: Disassemble | undefined,
): string[] {
  const bits = bitsOf(code);
  if (bits === undefined || bytes === undefined || address === undefined) return [];
  if (disassemble === undefined || isElf(bytes)) return [];
  // What was never written would be told as instructions, too.
  const last = address + BigInt(bytes.findLastIndex((byte) => byte !== 0));
  return disassemble(bytes, address, bits)
    .filter((each) => each.address <= last)
    .map((each) => instructionText(each, bytes, address));
}

/** Old and new code side by side: by instructions where that can be done, otherwise by rows of bytes. */
export function changedLines(evidence: Evidence, disassemble: Disassemble | undefined): string[] {
  const { code, bytes = new Uint8Array(0), original = bytes, address = 0n } = evidence;
  const { around = { address, original, now: bytes } } = evidence;
  const bits = bitsOf(code);
  if (disassemble === undefined || bits === undefined) {
    return beside(hexRows(address, original, HALF_ROW), hexRows(address, bytes, HALF_ROW));
  }
  const end = address + BigInt(bytes.length);
  const shown = (side: keyof Pick<CodeWindow, 'original' | 'now'>): string[] =>
    disassemble(around[side], around.address, bits)
      .filter((each) => each.address < end && each.address + BigInt(each.length) > address)
      .map((each) => instructionText(each, around[side], around.address));
  return beside(shown('original'), shown('now'));
}

/** Bytes of a row of which two stand beside each other. */
const HALF_ROW = 8;

function beside(left: readonly string[], right: readonly string[]): string[] {
  const rows = Math.max(left.length, right.length);
  const column = ['in the file', ...left];
  const width = Math.max(...column.map((text) => text.length));
  return [
    `${'in the file'.padEnd(width)}  |  in memory`,
    ...Array.from({ length: rows }, (_, index) =>
      `${(left[index] ?? '').padEnd(width)}  |  ${right[index] ?? ''}`.trimEnd(),
    ),
  ];
}

/** Columns of the bytes of an instruction; the longest have 15. */
const BYTES_WIDTH = 3 * 8;

function instructionText(
  { address, length, text }: Instruction,
  bytes: Uint8Array,
  start: bigint,
): string {
  const at = Number(address - start);
  const digits = hexText(bytes.subarray(at, at + length));
  return `${address.toString(16)}  ${digits.padEnd(BYTES_WIDTH)}  ${text}`;
}

function bitsOf(code: Evidence['code']): 32 | 64 | undefined {
  return code === 'x86-64' ? 64 : code === 'i386' ? 32 : undefined;
}

function isElf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString('latin1') === '\x7fELF';
}
