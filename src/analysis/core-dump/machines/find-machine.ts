import type { CoreEntry } from '../../../criu/messages.generated.js';
import { mapFact, type Fact } from '../../../model/absent.js';
import { registersOf } from '../../../model/registers/thread-registers.js';
import type { Machine } from '../machine.js';
import { aarch64 } from './aarch64.js';
import { arm } from './arm.js';
import { I386 } from './i386.js';
import { LOONGARCH64 } from './loongarch64.js';
import { mips64 } from './mips64.js';
import { ppc64 } from './ppc64.js';
import { RISCV64 } from './riscv64.js';
import { S390X } from './s390x.js';
import { X86_64 } from './x86-64.js';

/**
 * The kind of core file for a task; absent when its registers are unknown.
 * @param bigEndian of its images, for the processors that can be both
 */
export function findMachine(core: Partial<CoreEntry>, bigEndian: boolean): Fact<Machine> {
  return mapFact(registersOf(core), ({ architecture }) => {
    switch (architecture) {
      case 'x86-64':
        return X86_64;
      case 'i386':
        return I386;
      case 'aarch64':
        return aarch64(bigEndian);
      case 'arm':
        return arm(bigEndian);
      case 'ppc64':
        return ppc64(bigEndian);
      case 's390x':
        return S390X;
      case 'riscv64':
        return RISCV64;
      case 'loongarch64':
        return LOONGARCH64;
      case 'mips64':
        return mips64(bigEndian);
    }
  });
}
