import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findProcess, type MemoryView } from '../../model/memory/memory-view.js';
import { isPlaceMember, PLACE_KINDS, type PlaceKind } from '../../model/contents/content-places.js';
import {
  countFound,
  searchCheckpoint,
  type SearchQuestion,
} from '../../analysis/search/search-checkpoint.js';
import { Searcher } from '../../search/scan/searcher.js';
import type { Arguments, Command } from '../command.js';
import { reportError, SearchExit, UsageError } from '../failure.js';
import { countOf, GREP_OPTIONS } from '../grep/grep-options.js';
import { GrepPrinter } from '../grep/grep-printer.js';
import { branchesFor, patternsOf, questionOf } from '../grep/grep-question.js';
import { pidsOf, withEachMemory } from '../memory-options.js';
import { reportMissing } from '../missing-pages.js';
import { startProgress } from '../progress.js';

export const command: Command = {
  summary: 'Search memory and everything else in checkpoints, and tell where it is',
  arguments: '[PATTERN] ARCHIVE...',
  minArguments: 1,
  maxArguments: Infinity,
  errorCode: SearchExit.error,
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
    'regular expressions as Perl writes them, over bytes: . is any byte, \\xNN is one, classes are ASCII, ^ and $ ' +
    'stand at line feeds and where memory ends. There are no references and no looking around, so no pattern ' +
    'takes for ever; a match is at most 16 KiB long. Memory of pages that the checkpoint does not have ends a ' +
    'match. Exit code 0: found, 1: nothing found, 2: an error.',
  async run(args, output) {
    const { patterns, archives } = patternsOf(args);
    if (archives.length === 0) throw new UsageError('no ARCHIVE to search');
    const printer = new GrepPrinter(args, output, archives.length > 1);
    const question = questionOf(args);
    const searcher = new Searcher(branchesFor(args, patterns), threadsOf(args) - 1);
    try {
      if (args.values.has('threads') || archives.some(isLarge)) searcher.startThreads();
      const errors = await searchArchives(archives, args, { ...question, searcher }, printer);
      if (!args.flags.has('no-messages')) errors.forEach(reportError);
      if (errors.length > 0 && !printer.isDone) return SearchExit.error;
      return printer.foundAny ? SearchExit.found : SearchExit.nothing;
    } finally {
      searcher.close();
    }
  },
};

type Question = Omit<SearchQuestion, 'onBytes'>;

/** @returns what could not be read: in an archive, or of it */
async function searchArchives(
  archives: readonly string[],
  args: Arguments,
  question: Question,
  printer: GrepPrinter,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  const placeKinds = new Set(PLACE_KINDS.filter((kind: PlaceKind) => question.kinds.has(kind)));
  for (const archive of archives) {
    printer.begin(archive);
    const search = async (view: MemoryView): Promise<void> => {
      errors.push(...missingProcesses(view, pidsOf(args)));
      await searchView(view, question, printer);
      if (!args.flags.has('no-messages')) tellMissingPages(view, question);
      errors.push(...view.warnings.list);
    };
    const isKept = (name: string): boolean => isPlaceMember(name, placeKinds);
    const failures = await withEachMemory(archive, args, search, isKept);
    errors.push(...failures);
    await printer.end(failures.length === 0);
    if (printer.isDone) break;
  }
  return errors;
}

async function searchView(
  view: MemoryView,
  question: Question,
  printer: GrepPrinter,
): Promise<void> {
  const { archive, imagePrefix } = view.checkpoint;
  const size = archive.members
    .filter(({ name }) => name.startsWith(`${imagePrefix}pages-`))
    .reduce((sum, member) => sum + member.size, 0);
  if (printer.missing === 0) return;
  const progress = startProgress('Searching', size);
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

/** A PID that is not there must not look like one without a match. */
function missingProcesses(view: MemoryView, pids: ReadonlySet<number> | undefined): unknown[] {
  return [...(pids ?? [])].flatMap((pid) => {
    try {
      findProcess(view, pid);
      return [];
    } catch (error) {
      return [error];
    }
  });
}

/** What should be there and is not was not searched. */
function tellMissingPages(view: MemoryView, { isWanted, kinds, filter }: Question): void {
  if (!kinds.has('private') && !kinds.has('shared')) return;
  const searched = view.processes.filter((each) => isWanted?.(each) ?? true);
  reportMissing(view, searched, filter);
}

/** Threads in all; the main one searches, too. */
function threadsOf(args: Arguments): number {
  const given = countOf(args, 'threads') ?? Math.min(availableParallelism(), 8);
  if (given === 0) throw new UsageError('invalid --threads: 0 threads cannot search');
  return Math.min(given, 64);
}

/** A file that is worth starting threads for before it is opened. */
function isLarge(archive: string): boolean {
  const stats = statSync(archive, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size > 128 * 1024 * 1024;
}
