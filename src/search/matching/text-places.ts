import type { ExactText } from './exact-text.js';
import type { KernelMemory } from './memory-layout.js';
import type { Places } from './places.js';
import type { TextRun } from './text-run.js';

const NONE = Infinity;

/** The places of a few texts, which the runtime's own search for bytes finds. */
export class TextPlaces implements Places {
  /** What is searched, addressed as the kernel does. */
  private searched: Buffer = Buffer.alloc(0);
  private start = 0;
  /** Of each text the last place that was told. */
  private readonly found: number[];

  constructor(
    private readonly memory: Pick<KernelMemory, 'bytes'>,
    private readonly texts: readonly ExactText[],
  ) {
    this.found = texts.map(() => -1);
  }

  begin(runs: readonly TextRun[]): void {
    const { buffer } = this.memory.bytes;
    this.searched = Buffer.from(buffer, 0, runs.at(-1)?.end ?? 0);
    this.start = runs[0]?.start ?? 0;
    this.found.fill(-1);
  }

  next(from: number): number | undefined {
    let first = NONE;
    for (const [index, text] of this.texts.entries()) {
      let place = this.found[index] ?? -1;
      if (place < from) place = this.found[index] = this.placeOf(text, from);
      if (place < first) first = place;
    }
    return first === NONE ? undefined : first;
  }

  private placeOf({ bytes, offset }: ExactText, from: number): number {
    const at = this.searched.indexOf(bytes, Math.max(from, this.start) + offset);
    return at === -1 ? NONE : at - offset;
  }
}
