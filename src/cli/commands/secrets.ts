import { append } from '../../bytes/append.js';
import { availableParallelism } from 'node:os';
import { findSecrets } from '../../analysis/secrets/find-secrets.js';
import { Fingerprints, redact } from '../../analysis/secrets/fingerprint.js';
import type { FoundSecret } from '../../analysis/secrets/found-secret.js';
import { searchReads } from '../../analysis/search/search-reads.js';
import { SEARCH_KINDS, type SearchKind } from '../../analysis/search/search-checkpoint.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { chooseInView } from '../../model/memory/memory-view.js';
import { secrets as table, type SecretRow } from '../../tables/secrets.js';
import { originOf } from '../../tables/origin.js';
import { limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { eachMemory, MEMORY_OPTIONS } from '../memory-options.js';
import { missingMemory } from '../missing-pages.js';
import { choiceOf, commaList, flag, text } from '../option.js';
import { outcome, SEARCH_EXITS } from '../outcome.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { REGION_OPTIONS, regionFilterOf } from '../region-options.js';
import { refuseReadableByAll } from '../reveal-guard.js';
import { ROW_NOTES, ROW_OPTIONS } from '../row-options.js';
import { RowPrinter } from '../row-printer.js';
import { isNothing, unmatchedFilter, UnmetNames } from '../unmatched.js';

const OPTIONS = {
  reveal: flag({ describe: 'Show the secrets; not into a file that everybody can read' }),
  salt: text({
    value: 'TEXT',
    describe: 'Key of the fingerprints, to compare runs; random without it',
  }),
  fail: flag({ describe: 'Exit code 3 when there are some' }),
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
  ...MEMORY_OPTIONS,
};

/** Exit code of --fail. */
const FOUND = 3;

export const command = defineCommand({
  summary: 'Find keys, tokens and passwords in memory and everything else, and check them',
  arguments: { archives: many('ARCHIVE') },
  exits: SEARCH_EXITS,
  options: OPTIONS,
  examples: [
    ['checkpoint.tar', 'What is there, with its inner part left out'],
    ['--fail *.tar', 'For a pipeline: exit code 3 says that they must not go out'],
    ['--filter check=valid --format json checkpoint.tar', 'What is proved, with all places'],
    ['--reveal -p 7 checkpoint.tar', 'The secrets of a process as they are'],
  ],
  notes:
    'Searched is what grep searches, also in UTF-16, in base64 and in gzip and zlib data. Each kind is known by its form ' +
    'and checked: checksums of tokens, JSON of web tokens, keys by parsing them, expanded keys of AES by computing ' +
    `them. Exit code 0: some were found, 1: none, 2: an error. ${ROW_NOTES}`,
  async run(options, io) {
    if (options.reveal) refuseReadableByAll();
    const { archives, in: wanted = SEARCH_KINDS } = options;
    const kinds = new Set(wanted);
    const choice = processChoiceOf(options);
    const filter = regionFilterOf(options);
    const prints = new Fingerprints(options.salt);
    const unmet = new UnmetNames(choice);
    const warnings: string[] = [];
    const notes: string[] = [];
    const missing: unknown[] = [];
    const severalArchives = archives.length > 1;
    const printer = await RowPrinter.open(table, options, io.out, { severalArchives });
    const damage = await eachMemory(archives, searchReads(kinds), options, io, async (view) => {
      const chosen = chooseInView(view, choice);
      append(missing, chosen.missing);
      if (isNothing(chosen.processes, chosen.missing)) return;
      unmet.meet(view.checkpoint);
      const processes = new Set(chosen.processes);
      const { secrets, isCut } = await findSecrets(view, {
        ...{ kinds, filter, limits: limitsOf(options) },
        ...(!isEveryProcess(choice) && { isWanted: (each) => processes.has(each) }),
        threads: Math.min(availableParallelism(), 8) - 1,
      });
      await printer.add(
        secrets.map((each) => rowOf(each, prints, options.reveal)),
        originOf(view.checkpoint),
      );
      const { file } = view.checkpoint.archive;
      if (isCut) warnings.push(`${file}: there is more that looks like secrets than was looked at`);
      append(warnings, missingMemory(view, chosen.processes, filter));
      append(notes, unmatchedFilter(view, chosen.processes, filter));
    });
    await printer.end();
    const answered = printer.count > 0;
    return outcome({
      ...{ answered, notes, damage: [...missing, ...damage] },
      warnings: [...unmet.warnings, ...warnings],
      ...(answered && options.fail && { exit: FOUND }),
    });
  },
});

function rowOf({ secret, ...rest }: FoundSecret, prints: Fingerprints, reveal: boolean): SecretRow {
  return {
    ...rest,
    shown: reveal ? secret : redact(secret),
    length: secret.length,
    fingerprint: prints.of(secret),
  };
}
