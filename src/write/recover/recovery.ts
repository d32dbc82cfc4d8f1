import { join } from 'node:path';
import type { Part, Recovered } from '../../analysis/recover/recovered.js';
import { absent } from '../../model/absent.js';
import type { RecoveredRow } from '../../tables/recovered-files.js';
import { makeDirectories } from '../make-directories.js';
import { untilFinished } from '../unfinished.js';
import { FileNames, looksLikeProgram } from './file-names.js';
import { writeRecovered } from './write-recovered.js';

/** A directory that files are recovered into, those of each kind in one of its own. */
export class Recovery {
  private readonly names = new Map<string, FileNames>();
  private readonly made = new Set<string>();
  /** What is whole stays when a signal ends it. */
  readonly close = untilFinished(() => undefined);

  /**
   * @param directory undefined to write nothing and tell what would be written
   * @param replace takes the place of files that are there
   */
  constructor(
    private readonly directory: string | undefined,
    private readonly replace: boolean,
    private readonly onBytes: (count: number) => void,
  ) {}

  /** @throws CheckpointError when it cannot be read or written */
  async take(recovered: Recovered): Promise<RecoveredRow> {
    const { kind, name, isProgram, size } = recovered;
    const parts = recovered.parts();
    const iterator =
      Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]();
    try {
      const first = await iterator.next();
      const begins = first.done !== true && first.value.at === 0 ? first.value.bytes : NOTHING;
      const program = isProgram === true || looksLikeProgram(begins);
      const file = join(kind, this.namesOf(kind).next(name, program));
      if (this.directory === undefined) {
        return { recovered, file, size, sha256: absent('nothing was written') };
      }
      this.makeDirectoryOf(kind, this.directory);
      const all = rejoined(first, iterator);
      const path = join(this.directory, file);
      const written = await writeRecovered(path, recovered, all, this.replace, this.onBytes);
      return { recovered, file, ...written };
    } finally {
      await iterator.return?.();
    }
  }

  private makeDirectoryOf(kind: string, directory: string): void {
    if (this.made.has(kind)) return;
    makeDirectories(join(directory, kind));
    this.made.add(kind);
  }

  private namesOf(kind: string): FileNames {
    const names = this.names.get(kind) ?? new FileNames();
    this.names.set(kind, names);
    return names;
  }
}

const NOTHING = new Uint8Array(0);

type PartIterator = Iterator<Part> | AsyncIterator<Part>;

async function* rejoined(
  first: IteratorResult<Part>,
  iterator: PartIterator,
): AsyncGenerator<Part> {
  for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
}

/** The manifest of what was written, which lies beside it. */
export function manifestOf(directory: string): string {
  return join(directory, 'manifest.jsonl');
}
