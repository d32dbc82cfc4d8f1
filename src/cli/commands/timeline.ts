import { byTime, collectEvents, reads } from '../../analysis/timeline/collect-events.js';
import type { TimelineEvent } from '../../analysis/timeline/event.js';
import { parseTime } from '../../bytes/parse-time.js';
import { encodeText } from '../../bytes/text.js';
import { renderBodyfile } from '../../render/bodyfile.js';
import { ROW_FORMATS } from '../../render/visitors/formats.js';
import { events } from '../../tables/events.js';
import { originOf } from '../../tables/origin.js';
import type { PlacedRow } from '../../tables/table.js';
import { formatOption, limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { CHECKPOINT_ROW_OPTIONS } from '../checkpoint-rows.js';
import { defineCommand } from '../command.js';
import { optimizeLater } from '../engine.js';
import { eachCheckpoint } from '../each-checkpoint.js';
import { flag, single } from '../option.js';
import { outcome } from '../outcome.js';
import type { Output } from '../output.js';
import { filterNotes, rowChooser } from '../own-layout.js';
import { ROW_NOTES } from '../row-options.js';
import { printPlacedRows } from '../row-printer.js';
import { UsageError } from '../usage-error.js';

const time = (describe: string) => single({ value: 'TIME', describe }, parseMoment);

export const command = defineCommand({
  summary: 'Tell all times that checkpoints know, in one order: files, logs, timers, the container',
  arguments: { archives: many('ARCHIVE') },
  options: {
    since: time('Only what happened then or later: 2023-03-02T06:07:00Z, 2023-03-02, @SECONDS'),
    until: time('Only what happened before'),
    secrets: flag({
      describe:
        'Also when tokens and certificates begin and end to count; everything is searched for them',
    }),
    ...CHECKPOINT_ROW_OPTIONS,
    ...formatOption([...ROW_FORMATS, 'bodyfile']),
  },
  examples: [
    ['checkpoint.tar --since 2023-03-02T06:07:00Z', 'The last minutes'],
    ['*.tar --format csv > timeline.csv', 'Several checkpoints, for Timesketch'],
    ['checkpoint.tar --format bodyfile | mactime -b - -z UTC', "For the Sleuth Kit's mactime"],
    ['checkpoint.tar --filter source=log', 'What the container printed'],
  ],
  notes:
    'Times are in UTC; one without a zone on the command line is, too. What is counted from the time of the ' +
    'checkpoint, such as the next expiry of a timer, is no more exact than that and is marked `derived` in data. ' +
    `A bodyfile has whole seconds. ${ROW_NOTES}`,
  async run(options, io) {
    await optimizeLater();
    const { archives, since, until, secrets, format } = options;
    const all: PlacedRow<TimelineEvent>[] = [];
    const limits = limitsOf(options);
    const choice = { since, until, secrets };
    const damage = await eachCheckpoint(archives, reads, options, io, async (checkpoint) => {
      const origin = originOf(checkpoint);
      for (const row of await collectEvents(checkpoint, choice, limits)) {
        all.push({ row, origin });
      }
    });
    all.sort((a, b) => byTime(a.row, b.row));
    const choose = await rowChooser(events, options);
    const chosen = choose(all);
    if (format === 'bodyfile') await printBodyfile(chosen, archives.length > 1, io.out);
    else {
      const severalArchives = archives.length > 1;
      await printPlacedRows(events, chosen, { ...options, format }, io.out, { severalArchives });
    }
    return outcome({ damage, notes: filterNotes(options, chosen.length) });
  },
});

/** Names get their archive before them where there are several. */
async function printBodyfile(
  placed: readonly PlacedRow<TimelineEvent>[],
  several: boolean,
  out: Output,
): Promise<void> {
  const archives = new Map(placed.map(({ row, origin }) => [row, origin.archive]));
  const labelOf = (event: TimelineEvent) => (several ? `${archives.get(event) ?? ''}: ` : '');
  const rows = placed.map(({ row }) => row);
  for (const line of renderBodyfile(rows, labelOf)) await out.write(encodeText(line));
}

function parseMoment(word: string, flag: string): bigint {
  const moment = parseTime(word);
  if (moment !== undefined) return moment;
  throw new UsageError(
    `invalid argument "${word}" for "${flag}" flag: not a time such as 2023-03-02T06:07:00Z`,
  );
}
