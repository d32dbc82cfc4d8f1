import type { ByteSource } from '../../bytes/byte-source.js';
import type { CoreLayout } from '../../formats/elf-core/core-layout.js';
import type { LoadPlan } from './load-segments.js';

/** What of the plan of a core file tells which pages go where. */
export interface PagesPlan {
  readonly memory: Pick<LoadPlan, 'segments' | 'pieces'>;
  readonly layout: Pick<CoreLayout, 'offsets'>;
}

/** Bytes that lie together in a source and are read at once, and where their parts go. */
export interface CopyStep {
  readonly source: ByteSource;
  readonly offset: number;
  readonly length: number;
  /** One after another. */
  readonly parts: readonly CopyPart[];
}

interface CopyPart {
  readonly length: number;
  /** Offset in the core file. */
  readonly to: number;
}

interface Run {
  readonly source: ByteSource;
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/**
 * What is to be copied in steps of `size` bytes at most. Pages that lie together in the image are read
 * together, also where holes lie between them in memory.
 */
export function* copySteps(plan: PagesPlan, size: number): Generator<CopyStep, void, undefined> {
  let step: { source: ByteSource; offset: number; length: number; parts: CopyPart[] } | undefined;
  for (const { source, from, to, length } of runs(plan)) {
    for (let done = 0; done < length;) {
      const follows = step?.source === source && step.offset + step.length === from + done;
      if (step !== undefined && (!follows || step.length === size)) {
        yield step;
        step = undefined;
      }
      step ??= { source, offset: from + done, length: 0, parts: [] };
      const count = Math.min(size - step.length, length - done);
      addPart(step.parts, { length: count, to: to + done });
      step.length += count;
      done += count;
    }
  }
  if (step !== undefined) yield step;
}

/** What lies together in the core file as well is one part. */
function addPart(parts: CopyPart[], { length, to }: CopyPart): void {
  const last = parts.at(-1);
  if (last !== undefined && last.to + last.length === to) {
    parts[parts.length - 1] = { to: last.to, length: last.length + length };
  } else {
    parts.push({ length, to });
  }
}

/** The pieces of memory, split where segments end: between those the file may be filled up. */
function* runs({ memory, layout }: PagesPlan): Generator<Run, void, undefined> {
  let index = 0;
  for (const { start, length, backing } of memory.pieces) {
    for (let done = 0; done < length;) {
      const at = start + BigInt(done);
      while ((memory.segments[index]?.end ?? at + 1n) <= at) index += 1;
      const segment = memory.segments[index];
      if (segment === undefined) return;
      const count = Math.min(length - done, Number(segment.bytesEnd - at));
      yield {
        source: backing.source,
        from: backing.offset + done,
        to: (layout.offsets[index] ?? 0) + Number(at - segment.start),
        length: count,
      };
      done += count;
    }
  }
}
