import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/analysis/triage/finding.js';
import { loadDisassembler, type Disassemble } from '../../src/formats/x86-code/disassemble.js';
import { changedLines, codeLines } from '../../src/render/code-lines.js';

let disassemble: Disassemble;

beforeAll(async () => {
  disassemble = await loadDisassembler();
});

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** push rbp; mov rbp,rsp; mov eax,27h; leave; ret, as Intel's manual has them. */
const FUNCTION = hex('55 48 89 e5 b8 27 00 00 00 c9 c3');

function textsOf(evidence: Partial<Evidence>): string[] {
  return codeLines({ address: 0x1000n, code: 'x86-64', ...evidence }, disassemble).map((line) =>
    line.slice(line.lastIndexOf('  ') + 2),
  );
}

describe('code of evidence', () => {
  it('is told instruction by instruction, with addresses and bytes', () => {
    expect(textsOf({ bytes: FUNCTION })).toEqual([
      'push rbp',
      'mov rbp,rsp',
      'mov eax,27h',
      'leave',
      'ret',
    ]);
    const [, move] = codeLines({ address: 0x1000n, code: 'x86-64', bytes: FUNCTION }, disassemble);
    expect(move).toMatch(/^1001 {2}48 89 e5 +mov rbp,rsp$/);
  });

  it('has 32 bits in a process of 32 bits: 40 is inc eax there, and no prefix', () => {
    expect(textsOf({ code: 'i386', bytes: hex('40 c3') })).toEqual(['inc eax', 'ret']);
  });

  it('ends where nothing was written any more, and keeps zeros that belong to the last instruction', () => {
    expect(textsOf({ bytes: hex(`b8 27 00 00 00 ${'00'.repeat(32)}`) })).toEqual(['mov eax,27h']);
  });

  it('leaves out an instruction that is cut off, and tells what is none', () => {
    expect(textsOf({ bytes: hex('c3 48 8d 35') })).toEqual(['ret']);
    expect(textsOf({ bytes: hex('06 c3') })).toEqual(['(bad)', 'ret']);
  });

  it.each([
    ['another processor', { code: 'aarch64' as const, bytes: FUNCTION }],
    ['an ELF header', { bytes: hex('7f 45 4c 46 02 01 01 00') }],
  ])('is not made of %s', (_what, evidence) => {
    expect(textsOf(evidence)).toEqual([]);
  });

  it('is not made where there is no disassembler', () => {
    expect(codeLines({ address: 0n, code: 'x86-64', bytes: FUNCTION }, undefined)).toEqual([]);
  });
});

describe('changed code', () => {
  /** The second byte of mov rbp,rsp: where instructions begin is told by the function's first bytes. */
  const now = hex('55 48 31 e5 b8 27 00 00 00 c9 c3');
  const change: Evidence = {
    address: 0x1002n,
    code: 'x86-64',
    bytes: hex('31'),
    original: hex('89'),
    around: { address: 0x1000n, original: FUNCTION, now },
  };

  it('stands beside what the file has, by whole instructions', () => {
    const [heads, ...lines] = changedLines(change, disassemble);
    expect(heads).toMatch(/^in the file +\| {2}in memory$/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^1001 {2}48 89 e5 +mov rbp,rsp +\| {2}1001 {2}48 31 e5 +xor rbp,rsp$/,
    );
  });

  it('of other processors by rows of bytes', () => {
    const lines = changedLines(
      { ...change, code: 'aarch64', bytes: hex('00 00 20 d4'), original: hex('fd 7b bf a9') },
      disassemble,
    );
    expect(lines[1]).toMatch(/1002 {2}fd 7b bf a9 .*\|.*1002 {2}00 00 20 d4 /);
  });
});
