import type { Fact } from '../../model/absent.js';
import { absenceText } from '../../model/memory/backing.js';
import type { CorePlan } from './core-plan.js';

/** What is told of a core file, written or not. */
export interface CoreSummary {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly file: string;
  readonly elfClass: 32 | 64;
  readonly threads: CorePlan['threads'];
  readonly segments: number;
  /** Bytes of the file, its holes among them. */
  readonly sizeBytes: number;
  /** Bytes that take room on the disk: pages, headers and notes. */
  readonly storedBytes: number;
  /** Memory that it does not have although the process had it. */
  readonly missing: readonly { readonly reason: string; readonly bytes: bigint }[];
  /** Mapped files whose pages a sysroot did not supply. */
  readonly filesWithoutPages: readonly { readonly path: string; readonly reason: string }[];
}

export function summaryOf(plan: CorePlan, file: string): CoreSummary {
  const { pid, comm, elfClass, threads, layout, memory, pageBytes } = plan;
  const missing = [
    ...[...memory.lost].map(([reason, bytes]) => ({ reason: absenceText(reason), bytes })),
    { reason: 'zeros, which would make the file too large', bytes: memory.zerosLeftOut },
    { reason: `addresses that ELF${elfClass} does not have`, bytes: memory.beyondAddresses },
  ].filter(({ bytes }) => bytes > 0n);
  return {
    ...{ pid, comm, file, elfClass, threads, missing },
    filesWithoutPages: [...plan.unsupplied].map(([path, reason]) => ({
      path,
      reason: absenceText(reason),
    })),
    segments: memory.segments.length,
    sizeBytes: layout.fileSize,
    storedBytes: pageBytes + layout.head.length + (layout.tail?.bytes.length ?? 0),
  };
}
