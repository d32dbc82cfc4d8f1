import { append } from '../../bytes/append.js';
import { dumpOf, reads as dumpReads, type DumpPart } from '../../analysis/memory/dump.js';
import { memorySizesOf, reads as sizeReads } from '../../analysis/memory/memory-sizes.js';
import {
  chooseInView,
  type MemoryView,
  type ProcessMemory,
} from '../../model/memory/memory-view.js';
import type { RegionFilter } from '../../model/memory/region-filter.js';
import { searchReads } from '../../analysis/search/search-reads.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { hexDump, hexDumpTitle } from '../../render/hexdump.js';
import { renderMemorySizes } from '../../render/memory-sizes.js';
import { FORCE_OPTION } from '../archive-options.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import type { Io } from '../io.js';
import { MEMORY_OPTIONS, eachMemory } from '../memory-options.js';
import { memorySearchOf, SEARCH_OPTIONS, SEARCHED_KINDS, writeMatches } from '../memory-search.js';
import { startMemoryProgress } from '../memory-progress.js';
import { missingMemory } from '../missing-pages.js';
import { flag, text, type ValuesOf } from '../option.js';
import { outcome } from '../outcome.js';
import type { Output } from '../output.js';
import { withOutputFile } from '../output-file.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import type { Progress } from '../progress.js';
import { writeRawRegions } from '../raw-regions.js';
import { REGION_OPTIONS, regionFilterOf } from '../region-options.js';
import { isNothing, unmatchedFilter, UnmetNames } from '../unmatched.js';
import { UsageError } from '../usage-error.js';

const OPTIONS = {
  ...PROCESS_OPTIONS,
  output: text({
    alias: 'o',
    value: 'FILE',
    describe: 'Write to this new file; with --raw and several regions, new files in this directory',
  }),
  raw: flag({ describe: 'Write the bytes of regions as they are' }),
  ...SEARCH_OPTIONS,
  ...FORCE_OPTION,
  ...REGION_OPTIONS,
  ...MEMORY_OPTIONS,
};

export const command = defineCommand({
  summary:
    'Tell how much memory each process has, or dump it: as a hexdump, or raw into files; or search it',
  arguments: { archives: many('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar', 'Memory of each process'],
    ['checkpoint.tar -p 7 | less', 'All memory of a process that was saved'],
    ['checkpoint.tar -p 7 --kind heap -o heap.txt', 'Its heap, into a file'],
    ['checkpoint.tar -p 7 -s SECRET -c 16', 'A text, with what stands around it'],
    ['checkpoint.tar --raw -p 7 -o regions', 'Its regions, as files of a directory'],
    ['final.tar --parent pre.tar -p 7', 'With the pages of an earlier dump'],
  ],
  notes:
    'MEMORY SIZE is what is here of the pages of a process; SHARED MEMORY SIZE are the addresses of shared ' +
    'memory and files, SHARED RESIDENT what was saved of it. In a dump, rows that are equal to the one before ' +
    'are left out: * stands for them, and an address alone tells where they end if nothing follows. What was ' +
    'never written, or is as in a mapped file, is not in a dump. One raw region is the file itself, unless that is ' +
    'a directory or ends in a slash; in a directory files are named PID-START-END-PERM-NAME. They are made for ' +
    'their owner only, and have holes where nothing is saved; a region of which nothing is saved has none. A ' +
    'search looks for text in UTF-8; grep knows more encodings and tells regions.',
  async run(options, io) {
    const { archives, output: path, raw } = options;
    if (raw && path === undefined) {
      throw new UsageError('required flag(s) "output" not set: --raw writes to -o FILE or DIR');
    }
    const pattern = memorySearchOf(options);
    if (raw && pattern !== undefined) throw new UsageError('--raw does not go with a search');
    const filter = regionFilterOf(options);
    const dumps = !isEveryProcess(processChoiceOf(options));
    if (!raw && !dumps && pattern === undefined && Object.keys(filter).length > 0) {
      const why = '--perm, --kind and --range choose what is dumped or searched';
      throw new UsageError(`${why}: give the processes with -p or --comm`);
    }
    const writing = { replace: options.force, inputs: archives };
    const told: Told = { errors: [], warnings: [], notes: [] };
    try {
      if (raw) {
        await eachArchive(options, io, told, (view, chosen) =>
          writeRawRegions(view, chosen, filter, path ?? '', writing, told.errors, io),
        );
      } else {
        await withOutputFile(path, io.out, writing, (to) =>
          eachArchive(options, io, told, (view, chosen) => {
            if (pattern !== undefined) {
              return writeMatches(view, chosen, pattern, options, filter, to, io);
            }
            return dumps
              ? writeDumps(view, chosen, filter, to, io, told.errors)
              : writeSizes(view, chosen, to);
          }),
        );
      }
    } catch (error) {
      told.errors.push(error);
    }
    return outcome({ damage: told.errors, warnings: told.warnings, notes: told.notes });
  },
});

type Values = ValuesOf<typeof OPTIONS> & { readonly archives: readonly string[] };

type Processes = readonly ProcessMemory[];

/** What there will be to tell. */
interface Told {
  readonly errors: unknown[];
  readonly warnings: string[];
  readonly notes: string[];
}

/**
 * One after the other; one that cannot be read does not hide the others.
 * @throws the last error when none can be read
 */
async function eachArchive(
  options: Values,
  io: Io,
  { errors, warnings, notes }: Told,
  use: (view: MemoryView, chosen: Processes) => Promise<void>,
): Promise<void> {
  let done = 0;
  const filter = regionFilterOf(options);
  const choice = processChoiceOf(options);
  const unmet = new UnmetNames(choice);
  const reads = [...sizeReads, ...dumpReads, ...searchReads(SEARCHED_KINDS)];
  const damage = await eachMemory(options.archives, reads, options, io, async (view) => {
    const { processes: chosen, missing } = chooseInView(view, choice);
    unmet.meet(view.checkpoint);
    append(errors, missing);
    if (isNothing(chosen, missing)) return;
    await use(view, chosen);
    append(warnings, missingMemory(view, chosen, filter));
    append(notes, unmatchedFilter(view, chosen, filter));
    done++;
  });
  // A search needs no regions: pages are searched where they are.
  const isSearch = options.search !== undefined || options.searchRegex !== undefined;
  const unneeded: CheckpointError[] = isSearch ? damage.filter(isMissingRegions) : [];
  append(
    errors,
    damage.filter((error) => !(isSearch && isMissingRegions(error))),
  );
  warnings.push(
    ...unmet.warnings,
    ...unneeded.map(({ message }) => `${message}: ${WITHOUT_REGIONS}`),
  );
  if (done === 0) throw errors.pop();
}

const WITHOUT_REGIONS = 'the regions of the process are not known, what was saved is searched';

function isMissingRegions(error: unknown): error is CheckpointError {
  return (
    error instanceof CheckpointError &&
    error.code === 'not-found' &&
    /mm-\d+\.img: /.test(error.message)
  );
}

async function writeSizes(view: MemoryView, chosen: Processes, to: Output): Promise<void> {
  const rows = chosen.map((process) => memorySizesOf(view, process));
  await to.write(renderMemorySizes(view.checkpoint.archive.file, rows));
}

async function writeDumps(
  view: MemoryView,
  chosen: Processes,
  filter: RegionFilter,
  to: Output,
  io: Io,
  errors: unknown[],
): Promise<void> {
  const progress = startMemoryProgress(io, 'Dumping', chosen, filter, to);
  try {
    for (const piece of hexDump(partsOf(view, chosen, filter, progress, errors))) {
      await to.write(piece);
    }
  } finally {
    progress.stop();
  }
}

/** The dump of each process behind its title. Where an image is damaged, only that process ends. */
function* partsOf(
  view: MemoryView,
  chosen: Processes,
  filter: RegionFilter,
  progress: Progress,
  errors: unknown[],
): Generator<DumpPart | string> {
  for (const process of chosen) {
    yield hexDumpTitle(process.pid, view.checkpoint.archive.file);
    try {
      for (const part of dumpOf(process, filter)) {
        yield part;
        if (part.kind === 'bytes') progress.advance(part.bytes.length);
      }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      errors.push(error);
    }
  }
}
