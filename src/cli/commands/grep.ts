import { append } from '../../bytes/append.js';
import { localPath } from '../../archive/local-path.js';
import { availableParallelism } from 'node:os';
import {
  chooseInView,
  type MemoryView,
  type ProcessMemory,
} from '../../model/memory/memory-view.js';
import {
  countFound,
  MEMORY_KINDS,
  searchCheckpoint,
  type SearchQuestion,
} from '../../analysis/search/search-checkpoint.js';
import { searchReads } from '../../analysis/search/search-reads.js';
import { fileSize } from '../../bytes/file-size.js';
import { Searcher } from '../../search/scan/searcher.js';
import { isRemote } from '../../remote/archive-name.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { GREP_OPTIONS, type GrepValues } from '../grep/grep-options.js';
import { GrepPrinter } from '../grep/grep-printer.js';
import { branchesFor, patternsOf, questionOf } from '../grep/grep-question.js';
import type { Io } from '../io.js';
import { eachMemory } from '../memory-options.js';
import { missingMemory } from '../missing-pages.js';
import { outcome, SEARCH_EXITS } from '../outcome.js';
import { processChoiceOf } from '../process-options.js';
import { unmatchedFilter, UnmetNames } from '../unmatched.js';
import { UsageError } from '../usage-error.js';

export const command = defineCommand({
  summary: 'Search memory and everything else in checkpoints, and tell where it is',
  arguments: { words: many('[PATTERN] ARCHIVE') },
  exits: SEARCH_EXITS,
  options: GREP_OPTIONS,
  examples: [
    ['RANDOM_1432_KEY checkpoint.tar', 'A secret, in whichever process it is'],
    ["-o 'AKIA[0-9A-Z]{16}' *.tar", 'A regular expression over many checkpoints'],
    ['-F -f indicators.txt --unique --json checkpoint.tar', 'Many texts, for a program'],
    ["--hex '7f 45 4c 46' --kind anon checkpoint.tar", 'Programs in anonymous memory'],
    ['-p 7 -C 64 password checkpoint.tar', 'One process, with 64 bytes around'],
  ],
  notes:
    'A hit in memory tells PID, name, address, region and offset in it; another tells its place. Patterns are ' +
    'regular expressions as Perl writes them, over bytes: . is any byte but a line feed, (?s) makes it any, (?i) ' +
    'ignores case, \\xNN is a byte, classes are ASCII, ^ and $ stand at line feeds and where memory ends. There are ' +
    'no references and no looking around, so no pattern takes for ever; a match is at most 16 KiB long, while plain ' +
    'text has no limit. An empty match is none. Memory of pages that the checkpoint does not have ends a match. Exit ' +
    'code 0: found, 1: nothing found, 2: an error.',
  async run(options, io) {
    const { patterns, archives } = patternsOf(options);
    if (archives.length === 0) throw new UsageError('no ARCHIVE to search');
    const printer = new GrepPrinter(options, io.out, archives.length > 1);
    const question = questionOf(options);
    const searcher = new Searcher(branchesFor(options, patterns), threadsOf(options) - 1);
    try {
      if (options.threads !== undefined || archives.some(isLarge)) searcher.startThreads();
      const told: Told = { errors: [], warnings: [], notes: [] };
      await searchArchives(archives, options, { ...question, searcher }, printer, io, told);
      return outcome({
        answered: printer.foundAny,
        // Whether there is anything is answered with the first match.
        damage: printer.isDone ? [] : told.errors,
        warnings: told.warnings,
        notes: told.notes,
        silent: options.noMessages,
      });
    } finally {
      searcher.close();
    }
  },
});

type Question = Omit<SearchQuestion, 'onBytes'>;

/** What could not be read, in an archive or of it, and what was not searched. */
interface Told {
  readonly errors: unknown[];
  readonly warnings: string[];
  readonly notes: string[];
}

async function searchArchives(
  archives: readonly string[],
  options: GrepValues,
  question: Question,
  printer: GrepPrinter,
  io: Io,
  { errors, warnings, notes }: Told,
): Promise<void> {
  const reads = searchReads(question.kinds);
  const choice = processChoiceOf(options);
  const unmet = new UnmetNames(choice);
  for (const archive of archives) {
    printer.begin(archive);
    let searched = false;
    const damage = await eachMemory([archive], reads, options, io, async (view) => {
      // What is no memory is searched without knowing the processes.
      const isOfProcesses =
        !isEveryProcess(choice) || MEMORY_KINDS.some((kind) => question.kinds.has(kind));
      const { processes, missing } = isOfProcesses
        ? chooseInView(view, choice)
        : { processes: [], missing: [] };
      append(errors, missing);
      unmet.meet(view.checkpoint);
      const wanted = new Set(processes);
      await searchView(
        view,
        isEveryProcess(choice)
          ? question
          : { ...question, isWanted: (process) => wanted.has(process) },
        printer,
        io,
      );
      append(warnings, unsearchedMemory(view, processes, question));
      append(notes, unmatchedFilter(view, processes, question.filter));
      searched = true;
    });
    append(errors, damage);
    await printer.end(searched);
    if (printer.isDone) break;
  }
  append(warnings, unmet.warnings);
}

async function searchView(
  view: MemoryView,
  question: Question,
  printer: GrepPrinter,
  io: Io,
): Promise<void> {
  const { archive, imagePrefix } = view.checkpoint;
  const size = archive.members
    .filter(({ name }) => name.startsWith(`${imagePrefix}pages-`))
    .reduce((sum, member) => sum + member.size, 0);
  if (printer.missing === 0) return;
  const progress = io.progress('Searching', size);
  const shown = { ...question, onBytes: progress.advance };
  try {
    if (printer.countsOnly) {
      printer.add(await countFound(view, shown, printer.missing));
      return;
    }
    for await (const each of searchCheckpoint(view, shown)) {
      await printer.print(each);
      if (printer.missing === 0) break;
    }
  } finally {
    progress.stop();
  }
}

/** What should be there and is not was not searched. */
function unsearchedMemory(
  view: MemoryView,
  processes: readonly ProcessMemory[],
  { kinds, filter }: Question,
): string[] {
  if (!kinds.has('private') && !kinds.has('shared')) return [];
  return missingMemory(view, processes, filter);
}

/** Threads in all; the main one searches, too. */
function threadsOf({ threads }: GrepValues): number {
  const given = threads ?? Math.min(availableParallelism(), 8);
  if (given === 0) throw new UsageError('invalid --threads: 0 threads cannot search');
  return Math.min(given, 64);
}

/** What is worth starting threads for before it is opened. */
function isLarge(archive: string): boolean {
  if (isRemote(archive)) return true;
  return (fileSize(localPath(archive) ?? archive) ?? 0) > 128 * 1024 * 1024;
}
