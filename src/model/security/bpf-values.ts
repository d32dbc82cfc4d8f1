import {
  BpfClass,
  BpfMode,
  classOf,
  JUMP_ALWAYS,
  modeOf,
  operationOf,
  usesX,
  type BpfInstruction,
} from './bpf-instruction.js';

/** What is known when an instruction is reached, on whatever way. */
export interface BpfKnowledge {
  /** Offset of the word of seccomp_data that A holds; undefined when it holds something else. */
  readonly loaded: number | undefined;
  /** seccomp_data.arch, once the program has compared it. */
  readonly arch: number | undefined;
}

/** Offsets in struct seccomp_data (include/uapi/linux/seccomp.h). */
export const SeccompData = { number: 0, arch: 4, instructionPointer: 8, arguments: 16 } as const;

const NOTHING: BpfKnowledge = { loaded: undefined, arch: undefined };
const JUMP_EQUAL = 0x10;
const COPY_A_TO_X = 0x07;

/**
 * What A holds before each instruction. Jumps of classic BPF lead forward only, so that one pass is
 * enough; an instruction that nothing leads to is one of which nothing is known.
 */
export function followValues(program: readonly BpfInstruction[]): BpfKnowledge[] {
  const before: (BpfKnowledge | undefined)[] = [NOTHING];
  const reach = (index: number, knowledge: BpfKnowledge) => {
    // A forged jump may lead anywhere.
    if (index < program.length) before[index] = merge(before[index], knowledge);
  };
  program.forEach((instruction, index) => {
    const now = before[index] ?? NOTHING;
    const next = index + 1;
    switch (classOf(instruction)) {
      case BpfClass.return:
        return;
      case BpfClass.jump:
        if (operationOf(instruction) === JUMP_ALWAYS) {
          reach(next + instruction.operand, now);
          return;
        }
        reach(next + instruction.jumpTrue, whenTrue(instruction, now));
        reach(next + instruction.jumpFalse, now);
        return;
      default:
        reach(next, after(instruction, now));
    }
  });
  return program.map((_, index) => before[index] ?? NOTHING);
}

function after(instruction: BpfInstruction, now: BpfKnowledge): BpfKnowledge {
  switch (classOf(instruction)) {
    case BpfClass.load: {
      const loaded = modeOf(instruction) === BpfMode.absolute ? instruction.operand : undefined;
      return { ...now, loaded };
    }
    case BpfClass.loadX:
    case BpfClass.store:
    case BpfClass.storeX:
      return now;
    default:
      // Of arithmetic, TAX and TXA only TAX leaves A as it is.
      return instruction.code === COPY_A_TO_X ? now : { ...now, loaded: undefined };
  }
}

function whenTrue(instruction: BpfInstruction, now: BpfKnowledge): BpfKnowledge {
  const comparesArch =
    now.loaded === SeccompData.arch &&
    operationOf(instruction) === JUMP_EQUAL &&
    !usesX(instruction);
  return comparesArch ? { ...now, arch: instruction.operand } : now;
}

function merge(before: BpfKnowledge | undefined, knowledge: BpfKnowledge): BpfKnowledge {
  if (before === undefined) return knowledge;
  return {
    loaded: before.loaded === knowledge.loaded ? before.loaded : undefined,
    arch: before.arch === knowledge.arch ? before.arch : undefined,
  };
}
