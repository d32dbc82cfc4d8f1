import { append } from '../../bytes/append.js';
import { availableParallelism } from 'node:os';
import { findIndicators } from '../../analysis/indicators/find-indicators.js';
import { searchReads } from '../../analysis/search/search-reads.js';
import { SEARCH_KINDS, type SearchKind } from '../../analysis/search/search-checkpoint.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { chooseInView } from '../../model/memory/memory-view.js';
import { MISP_HEADER, mispRows } from '../../render/misp.js';
import { ROW_FORMATS } from '../../render/visitors/formats.js';
import { indicators as table } from '../../tables/indicators.js';
import { originOf } from '../../tables/origin.js';
import { formatOption, limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { eachMemory, MEMORY_OPTIONS } from '../memory-options.js';
import { missingMemory } from '../missing-pages.js';
import { choiceOf, commaList, flag } from '../option.js';
import { outcome } from '../outcome.js';
import { filterNotes } from '../own-layout.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { REGION_OPTIONS, regionFilterOf } from '../region-options.js';
import { ROW_NOTES, ROW_OPTIONS } from '../row-options.js';
import { RowPrinter } from '../row-printer.js';
import { isNothing, unmatchedFilter, UnmetNames } from '../unmatched.js';

const { format } = formatOption(
  [...ROW_FORMATS, 'misp'],
  "How to print them; misp is CSV for MISP's import",
);

const OPTIONS = {
  defang: flag({ describe: 'So that nobody follows them by mistake: hxxp[://]evil[.]com' }),
  private: flag({ describe: 'Also addresses that mean nothing outside of a network' }),
  in: commaList<SearchKind>(
    {
      value: 'WHAT,...',
      offers: SEARCH_KINDS,
      describe: `Search only: ${SEARCH_KINDS.join(', ')}`,
    },
    choiceOf(SEARCH_KINDS),
  ),
  ...PROCESS_OPTIONS,
  ...REGION_OPTIONS,
  ...ROW_OPTIONS,
  format: { ...format, alias: ['o', 'output'] },
  ...MEMORY_OPTIONS,
};

export const command = defineCommand({
  summary: 'List URLs, domains, addresses, mail, hashes, wallets and onions, with their places',
  arguments: { archives: many('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar --filter noise=false', 'What is worth a look'],
    ['checkpoint.tar --defang --format csv', 'For a report'],
    ['checkpoint.tar --format misp > attributes.csv', 'For MISP'],
    ['-p 70 --private checkpoint.tar', 'Of one process, private addresses too'],
  ],
  notes:
    'Searched is what grep searches, also in UTF-16, and the other ends of sockets. Checksums of wallets and onions must ' +
    'agree, and names of domains end in a public suffix; those whose suffix is as often the end of a file name are told ' +
    `as a part of URLs and mail only. Noise is of hosts that stand in much software. ${ROW_NOTES}`,
  async run(options, io) {
    const { archives, in: wanted = SEARCH_KINDS } = options;
    const kinds = new Set(wanted);
    const choice = processChoiceOf(options);
    const filter = regionFilterOf(options);
    const unmet = new UnmetNames(choice);
    const missing: unknown[] = [];
    const warnings: string[] = [];
    const notes: string[] = [];
    const isMisp = options.format === 'misp';
    const printer =
      options.format === 'misp'
        ? undefined
        : await RowPrinter.open(table, { ...options, format: options.format }, io.out, {
            severalArchives: archives.length > 1,
          });
    if (isMisp) await io.out.write(MISP_HEADER);
    const damage = await eachMemory(archives, searchReads(kinds), options, io, async (view) => {
      const { processes, missing: lost } = chooseInView(view, choice);
      append(missing, lost);
      if (isNothing(processes, lost)) return;
      unmet.meet(view.checkpoint);
      const isChosen = !isEveryProcess(choice);
      const chosen = new Set(processes);
      const question = {
        ...{ kinds, filter, limits: limitsOf(options) },
        ...(isChosen && { isWanted: (each: (typeof processes)[number]) => chosen.has(each) }),
        threads: Math.min(availableParallelism(), 8) - 1,
      };
      const pids = isChosen ? new Set(processes.map(({ pid }) => pid)) : undefined;
      const { indicators, isCut } = await findIndicators(view, question, pids);
      const shown = indicators.filter((each) => options.private || !each.isPrivate);
      const { file } = view.checkpoint.archive;
      if (isMisp) await io.out.write(mispRows(file, shown));
      await printer?.add(
        shown.map((each) => ({ ...each, isDefanged: options.defang })),
        originOf(view.checkpoint),
      );
      if (isCut) warnings.push(`${file}: there is more that looks like one than was looked at`);
      append(warnings, missingMemory(view, processes, filter));
      append(notes, unmatchedFilter(view, processes, filter));
    });
    await printer?.end();
    if (printer !== undefined) append(notes, filterNotes(options, printer.count));
    return outcome({
      damage: [...missing, ...damage],
      warnings: [...unmet.warnings, ...warnings],
      notes,
    });
  },
});
