import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { MemoryView, ProcessMemory } from '../../analysis/memory/memory-view.js';
import { countMissingPages } from '../../analysis/memory/page-counts.js';
import type { Found } from '../../analysis/search/found.js';
import { isPlaceMember, PLACE_KINDS, type PlaceKind } from '../../analysis/search/places.js';
import {
  countFound,
  searchCheckpoint,
  SEARCH_KINDS,
  type SearchKind,
  type SearchQuestion,
} from '../../analysis/search/search-checkpoint.js';
import { fileError } from '../../bytes/file-error.js';
import { decodeText } from '../../bytes/text.js';
import { isAbsent } from '../../model/absent.js';
import { renderFound, renderFoundJson, type AroundMatch } from '../../render/found.js';
import { safeText } from '../../render/safe-text.js';
import { branchesOf, type Branch, type TypedPattern } from '../../search/matching/pattern-set.js';
import { Searcher } from '../../search/scan/searcher.js';
import { ENCODINGS, type Encoding } from '../../search/pattern/encode-pattern.js';
import { limitsOf } from '../archive-options.js';
import { foundColors } from '../color.js';
import type { Arguments, Command } from '../command.js';
import { reportError, SearchExit, UsageError } from '../failure.js';
import {
  MEMORY_OPTIONS,
  parseLength,
  PID_OPTION,
  pidsOf,
  REGION_OPTIONS,
  regionFilterOf,
  withEachMemory,
} from '../memory-options.js';
import type { Output } from '../output.js';
import { reportMissingPages } from '../missing-pages.js';
import { startProgress } from '../progress.js';

export const command: Command = {
  summary: 'Search memory and everything else in checkpoints, and tell where it is',
  arguments: '[PATTERN] ARCHIVE...',
  minArguments: 1,
  maxArguments: Infinity,
  errorCode: SearchExit.error,
  options: {
    'fixed-strings': { type: 'boolean', alias: 'F', describe: 'PATTERN is text as it stands' },
    regexp: {
      type: 'string',
      alias: 'e',
      value: 'PATTERN',
      repeat: true,
      describe: 'A pattern; may be given several times, and all arguments are archives then',
    },
    file: {
      type: 'string',
      alias: 'f',
      value: 'FILE',
      repeat: true,
      describe: 'Patterns from a file, one a line; - is standard input',
    },
    hex: {
      type: 'string',
      value: 'BYTES',
      repeat: true,
      describe: 'Bytes in hexadecimal; ? is any digit, as in "de ad ?? ef"',
    },
    'ignore-case': { type: 'boolean', alias: 'i', describe: 'Upper and lower case are the same' },
    'word-regexp': { type: 'boolean', alias: 'w', describe: 'Only whole words' },
    encoding: {
      type: 'string',
      value: 'ENC,...',
      repeat: true,
      describe: `How text is stored: ${ENCODINGS.join(', ')} (by default utf-8, and plain text also utf-16le)`,
    },
    'only-matching': { type: 'boolean', alias: 'o', describe: 'Print no more than the match' },
    count: { type: 'boolean', alias: 'c', describe: 'Print only the number of matches' },
    'files-with-matches': {
      type: 'boolean',
      alias: 'l',
      describe: 'Print only the archives that have a match',
    },
    quiet: { type: 'boolean', alias: 'q', describe: 'Print nothing; the exit code tells' },
    'max-count': {
      type: 'string',
      alias: 'm',
      value: 'NUM',
      describe: 'Stop after so many matches in an archive',
    },
    'after-context': {
      type: 'string',
      alias: 'A',
      value: 'BYTES',
      describe: 'So many bytes behind each match',
    },
    'before-context': {
      type: 'string',
      alias: 'B',
      value: 'BYTES',
      describe: 'So many bytes before each match',
    },
    context: {
      type: 'string',
      alias: 'C',
      value: 'BYTES',
      describe: 'So many bytes on both sides',
    },
    unique: {
      type: 'boolean',
      describe: 'Tell memory that processes share once, with all of them',
    },
    json: { type: 'boolean', describe: 'One JSON object a line' },
    color: {
      type: 'string',
      value: 'WHEN',
      choices: ['auto', 'always', 'never'],
      default: 'auto',
      describe: 'Whether matches stand out in colour',
    },
    'no-messages': {
      type: 'boolean',
      alias: 's',
      describe: 'Nothing about archives that are missing or damaged; the exit code tells',
    },
    in: {
      type: 'string',
      value: 'WHAT,...',
      repeat: true,
      describe: `Search only: ${SEARCH_KINDS.join(', ')}`,
    },
    'not-in': { type: 'string', value: 'WHAT,...', repeat: true, describe: 'Search all but these' },
    ...PID_OPTION,
    comm: {
      type: 'string',
      value: 'NAME',
      repeat: true,
      describe: 'Only processes of this name',
    },
    ...REGION_OPTIONS,
    threads: {
      type: 'string',
      alias: 'j',
      value: 'NUM',
      describe: 'Threads to search with (by default one for each processor, for large archives)',
    },
    ...MEMORY_OPTIONS,
  },
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
    const printer = new Printer(args, output, archives.length > 1);
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
  printer: Printer,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  const placeKinds = new Set(PLACE_KINDS.filter((kind: PlaceKind) => question.kinds.has(kind)));
  for (const archive of archives) {
    printer.begin(archive);
    const search = async (view: MemoryView): Promise<void> => {
      await searchView(view, question, printer);
      if (!args.flags.has('no-messages')) tellMissingPages(view, question);
      errors.push(...view.warnings.list);
    };
    const isKept = (name: string): boolean => isPlaceMember(name, placeKinds);
    errors.push(...(await withEachMemory(archive, args, search, isKept)));
    await printer.end();
    if (printer.isDone) break;
  }
  return errors;
}

async function searchView(view: MemoryView, question: Question, printer: Printer): Promise<void> {
  const { archive, imagePrefix } = view.checkpoint;
  const size = archive.members
    .filter(({ name }) => name.startsWith(`${imagePrefix}pages-`))
    .reduce((sum, member) => sum + member.size, 0);
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

/** What should be there and is not was not searched. */
function tellMissingPages(view: MemoryView, { isWanted, kinds }: Question): void {
  if (!kinds.has('private') && !kinds.has('shared')) return;
  const searched = view.processes.filter((each) => isWanted?.(each) ?? true);
  reportMissingPages(countMissingPages(searched, view.memory.pageSize));
}

/** Threads in all; the main one searches, too. */
function threadsOf(args: Arguments): number {
  const given = countOf(args, 'threads') ?? Math.min(availableParallelism(), 8);
  return Math.min(Math.max(given, 1), 64);
}

/** A file that is worth starting threads for before it is opened. */
function isLarge(archive: string): boolean {
  const stats = statSync(archive, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size > 128 * 1024 * 1024;
}

/** Prints what is found in one archive after the other, as the options want it. */
class Printer {
  foundAny = false;
  private archive = '';
  private count = 0;
  private readonly most: number;
  private readonly isQuiet: boolean;
  private readonly isListing: boolean;
  private readonly isCounting: boolean;

  constructor(
    private readonly args: Arguments,
    private readonly output: Output,
    private readonly isOneOfMany: boolean,
  ) {
    const { flags } = args;
    this.isQuiet = flags.has('quiet');
    this.isListing = flags.has('files-with-matches');
    this.isCounting = flags.has('count');
    this.most = this.isQuiet || this.isListing ? 1 : (countOf(args, 'max-count') ?? Infinity);
    if (flags.has('json') && (this.isListing || this.isCounting)) {
      throw new UsageError('--json does not go with --count or --files-with-matches');
    }
  }

  begin(archive: string): void {
    this.archive = archive;
    this.count = 0;
  }

  /** Whether it is enough to know how many there are. */
  get countsOnly(): boolean {
    return this.isQuiet || this.isListing || this.isCounting;
  }

  add(count: number): void {
    this.count += count;
    this.foundAny ||= count > 0;
  }

  async print(found: Found): Promise<void> {
    this.add(1);
    const { flags } = this.args;
    if (flags.has('json')) {
      await this.output.write(renderFoundJson(this.archive, found, hasContext(this.args)));
    } else {
      const colors = await foundColors(this.output, this.args.values.get('color') ?? 'auto');
      await this.output.write(renderFound(this.archive, found, aroundOf(this.args), colors));
    }
  }

  async end(): Promise<void> {
    const name = safeText(this.archive);
    if (this.isQuiet) return;
    if (this.isListing && this.count > 0) await this.output.write(`${name}\n`);
    if (this.isCounting && !this.isListing) {
      await this.output.write(this.isOneOfMany ? `${name}:${this.count}\n` : `${this.count}\n`);
    }
  }

  /** How many more of this archive are wanted. */
  get missing(): number {
    return Math.max(this.most - this.count, 0);
  }

  /** Of all. */
  get isDone(): boolean {
    return this.isQuiet && this.foundAny;
  }
}

function patternsOf(args: Arguments): { patterns: TypedPattern[]; archives: readonly string[] } {
  const kind = args.flags.has('fixed-strings') ? 'literal' : 'regexp';
  const { lists, positional } = args;
  const options = ['regexp', 'file', 'hex'].some((name) => lists.has(name));
  const texts = [
    ...(lists.get('regexp') ?? []),
    ...(lists.get('file') ?? []).flatMap(readPatterns),
    ...(options ? [] : positional.slice(0, 1)),
  ];
  const patterns: TypedPattern[] = [
    ...texts.flatMap((text) => text.split('\n')).map((text) => ({ kind, text }) as const),
    ...(lists.get('hex') ?? []).map((text) => ({ kind: 'hex', text }) as const),
  ];
  return { patterns, archives: options ? positional : positional.slice(1) };
}

function readPatterns(file: string): string[] {
  try {
    const lines = decodeText(readFileSync(file === '-' ? 0 : file)).split(/\r?\n/);
    return lines.filter((line) => line !== '');
  } catch (error) {
    throw fileError('open', file, error);
  }
}

function branchesFor(args: Arguments, patterns: readonly TypedPattern[]): Branch[] {
  const encodings = choicesOf(args, 'encoding', ENCODINGS);
  const branches = branchesOf(patterns, {
    ignoreCase: args.flags.has('ignore-case'),
    wholeWords: args.flags.has('word-regexp'),
    ...(encodings !== undefined && { encodings: encodings satisfies readonly Encoding[] }),
  });
  if (branches.length === 0) throw new UsageError('no pattern to search for');
  return branches;
}

function questionOf(args: Arguments): Omit<Question, 'searcher'> {
  const isWanted = processTest(args);
  return {
    kinds: kindsOf(args),
    ...(isWanted !== undefined && { isWanted }),
    filter: regionFilterOf(args),
    unique: args.flags.has('unique'),
    ...contextOf(args),
    limits: limitsOf(args),
  };
}

function processTest(args: Arguments): ((process: ProcessMemory) => boolean) | undefined {
  const pids = pidsOf(args);
  const names = args.lists.get('comm');
  if (pids === undefined && names === undefined) return undefined;
  return ({ pid, comm }) =>
    pids?.has(pid) !== false && (names === undefined || (!isAbsent(comm) && names.includes(comm)));
}

function kindsOf(args: Arguments): ReadonlySet<SearchKind> {
  const wanted = choicesOf(args, 'in', SEARCH_KINDS) ?? SEARCH_KINDS;
  const unwanted = choicesOf(args, 'not-in', SEARCH_KINDS) ?? [];
  return new Set(wanted.filter((kind) => !unwanted.includes(kind)));
}

function choicesOf<T extends string>(
  args: Arguments,
  name: string,
  choices: readonly T[],
): T[] | undefined {
  return args.lists.get(name)?.flatMap((text) =>
    text.split(',').map((word) => {
      const found = choices.find((choice) => choice === word.toLowerCase());
      if (found !== undefined) return found;
      throw new UsageError(`invalid ${name}: ${word} (choose from ${choices.join(', ')})`);
    }),
  );
}

/** Bytes to read on either side when the rest of the line is shown: its characters may have four. */
const LINE_BYTES = 256;

function contextOf(args: Arguments): { before: number; after: number } {
  if (!hasContext(args)) {
    const line = aroundOf(args) === 'line' && !args.flags.has('json') ? LINE_BYTES : 0;
    return { before: line, after: line };
  }
  const both = args.values.get('context') ?? '0';
  return {
    before: parseLength(args.values.get('before-context') ?? both),
    after: parseLength(args.values.get('after-context') ?? both),
  };
}

function hasContext({ values }: Arguments): boolean {
  return ['context', 'before-context', 'after-context'].some((name) => values.has(name));
}

function aroundOf(args: Arguments): AroundMatch {
  if (hasContext(args)) return 'all';
  return args.flags.has('only-matching') ? 'nothing' : 'line';
}

function countOf(args: Arguments, name: string): number | undefined {
  const text = args.values.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`invalid --${name}: ${text} is not a number`);
  return Number(text);
}
