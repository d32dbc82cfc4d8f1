import { append } from '../../bytes/append.js';
import { availableParallelism } from 'node:os';
import { findRules } from '../../analysis/yara/find-rules.js';
import type { RuleHit, StringMatch } from '../../analysis/yara/rule-hit.js';
import { SEARCH_KINDS } from '../../analysis/search/search-checkpoint.js';
import { searchReads } from '../../analysis/search/search-reads.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { findPart } from '../../bytes/optional-part.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { chooseInView } from '../../model/memory/memory-view.js';
import { messageText } from '../../search/yara/message-text.js';
import { RuleScan } from '../../search/yara/rule-scan.js';
import { ruleMatches } from '../../tables/rule-matches.js';
import { rules as table } from '../../tables/rules.js';
import { originOf } from '../../tables/origin.js';
import type { Origin } from '../../tables/table.js';
import { limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { tuneWebAssembly } from '../engine.js';
import { eachMemory } from '../memory-options.js';
import { missingMemory } from '../missing-pages.js';
import { outcome, SEARCH_EXITS } from '../outcome.js';
import type { Output } from '../output.js';
import { processChoiceOf } from '../process-options.js';
import { regionFilterOf } from '../region-options.js';
import { ROW_NOTES } from '../row-options.js';
import { RowPrinter } from '../row-printer.js';
import { isNothing, unmatchedFilter, UnmetNames } from '../unmatched.js';
import { expectedBytes } from '../yara/expected-bytes.js';
import { readRuleFiles, splitWords } from '../yara/rule-files.js';
import { YARA_OPTIONS, type YaraValues } from '../yara/yara-options.js';

export const command = defineCommand({
  summary: 'Scan memory and everything else in checkpoints with YARA rules',
  arguments: { words: many('RULES... ARCHIVE') },
  exits: SEARCH_EXITS,
  options: YARA_OPTIONS,
  examples: [
    ['rules.yar checkpoint.tar', 'Which rules match what, by process and address'],
    ['-s rules/ *.tar', 'Each string, of all rules in a directory'],
    ['-t miner -p 7 --format json a.yar b.yara checkpoint.tar', 'For a program'],
    ['-d size_limit=4096 --in ghosts,rootfs rules.yar checkpoint.tar', 'Files alone'],
  ],
  notes:
    'RULES are files, directories (their files called .yar and .yara) or NAMESPACE:FILE, as text. A block is what ' +
    'neighbours in the memory of a process; then come shared memory that no process has mapped, files, queues and logs as ' +
    'grep --in has them, and programs that lie in memory, put together as files, which the elf module needs. What ' +
    'processes share is told once. A block of more than 32 MiB is scanned in parts of 16 MiB that overlap by 1 MiB: ' +
    'a longer match may be missed, a condition sees one part, and filesize is its size. Exit code 0: a rule matches, 1: none, 2: an error. ' +
    ROW_NOTES,
  async run(options, io) {
    const { rules, archives } = splitWords(options.words);
    const { in: wanted = SEARCH_KINDS, tag, timeout, define = [] } = options;
    const kinds = new Set(wanted);
    const choice = processChoiceOf(options);
    const filter = regionFilterOf(options);
    const unmet = new UnmetNames(choice);
    const warnings: string[] = [];
    const notes: string[] = [];
    const missing: unknown[] = [];
    const scan = new RuleScan(
      { files: readRuleFiles(rules), variables: define, mostMatches: options.maxMatches },
      { engine: findPart('yara'), threads: options.threads ?? Math.min(availableParallelism(), 4) },
    );
    try {
      await tuneWebAssembly();
      const compiled = await scan.compile(expectedBytes(archives));
      append(warnings, fewOf(compiled.warnings.map(messageText)));
      if (compiled.errors.length > 0) {
        const damage = compiled.errors.map(
          (each) => new CheckpointError('usage', messageText(each)),
        );
        return outcome({ answered: false, damage, warnings });
      }
      const printer = await openPrinter(options, io.out, archives.length > 1);
      const damage = await eachMemory(archives, searchReads(kinds), options, io, async (view) => {
        const chosen = chooseInView(view, choice);
        append(missing, chosen.missing);
        if (isNothing(chosen.processes, chosen.missing)) return;
        unmet.meet(view.checkpoint);
        const processes = new Set(chosen.processes);
        const progress = io.progress('Scanning');
        const { hits, messages, failure } = await findRules(view, {
          ...{ scan, kinds, filter, limits: limitsOf(options), onBytes: progress.advance },
          ...(!isEveryProcess(choice) && { isWanted: (each) => processes.has(each) }),
          ...(tag !== undefined && { tags: new Set(tag) }),
          ...(timeout !== undefined && { timeout: timeout * 1000 }),
        });
        progress.stop();
        await printer.add(hits, originOf(view.checkpoint));
        const { file } = view.checkpoint.archive;
        if (failure !== undefined) missing.push(failure.at({ file }));
        append(
          notes,
          messages.map((message) => `${file}: a rule says: ${message}`),
        );
        append(warnings, limitsTold(file, hits, options.maxMatches));
        append(warnings, missingMemory(view, chosen.processes, filter));
        append(notes, unmatchedFilter(view, chosen.processes, filter));
      });
      await printer.end();
      return outcome({
        ...{ answered: printer.count > 0, notes, damage: [...missing, ...damage] },
        warnings: [...unmet.warnings, ...warnings],
      });
    } finally {
      scan.close();
    }
  },
});

interface HitPrinter {
  readonly count: number;
  add(hits: readonly RuleHit[], origin: Origin): Promise<void>;
  end(): Promise<void>;
}

/** Of rules, or of their strings. */
async function openPrinter(
  options: YaraValues,
  out: Output,
  severalArchives: boolean,
): Promise<HitPrinter> {
  if (!options.printStrings) return await RowPrinter.open(table, options, out, { severalArchives });
  const printer = await RowPrinter.open<StringMatch>(ruleMatches, options, out, {
    severalArchives,
  });
  let count = 0;
  return {
    get count() {
      return count;
    },
    async add(hits, origin) {
      count += hits.length;
      await printer.add(
        hits.flatMap(({ matches }) => matches),
        origin,
      );
    },
    end: () => printer.end(),
  };
}

/** Of a collection of rules hundreds may be slow. */
const MOST_WARNINGS = 10;

function fewOf(warnings: readonly string[]): string[] {
  const more = warnings.length - MOST_WARNINGS;
  const shown = warnings.slice(0, MOST_WARNINGS);
  return more > 0 ? [...shown, `${more} more warnings about rules`] : shown;
}

function limitsTold(file: string, hits: readonly RuleHit[], most: number): string[] {
  const limited = hits.flatMap(({ rule, cut }) =>
    cut.map((each) => `${each} of ${rule.identifier}`),
  );
  return [...new Set(limited)].map(
    (each) => `${file}: ${each} has more than ${most} matches; --max-matches tells more`,
  );
}
