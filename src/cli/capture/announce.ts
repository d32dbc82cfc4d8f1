import { type CapturePlan, lacksRoom } from '../../capture/plan.js';
import { planJson, planLines } from '../../render/capture.js';
import { renderJson } from '../../render/json.js';
import { safeText } from '../../render/safe-text.js';
import { formatOption } from '../archive-options.js';
import type { Io } from '../io.js';
import { flag, single, type ValuesOf } from '../option.js';
import { outcome, type Outcome } from '../outcome.js';
import { invalidArgument } from '../usage-error.js';
import { consents } from './consent.js';

/** Options of everything that freezes a container. */
export const CAPTURE_OPTIONS = {
  dryRun: flag({ describe: 'Freeze nothing; tell what would happen' }),
  yes: flag({
    alias: 'y',
    describe: 'Do not ask, though the container is stopped or there may be no room',
  }),
  ...formatOption(['text', 'json'], 'How to print what was captured'),
};

/** The longest that setTimeout of Node can wait, with room for what is added. */
const MOST_SECONDS = 2_000_000;

export const TIMEOUT_OPTION = {
  timeout: single({ value: 'SECONDS', describe: 'How long it may take' }, (word, flag) => {
    const seconds = /^\d{1,9}$/.test(word) ? Number(word) : 0;
    if (seconds >= 1 && seconds <= MOST_SECONDS) return seconds;
    throw invalidArgument(word, flag, 'a number of seconds');
  }),
};

export type CaptureValues = ValuesOf<typeof CAPTURE_OPTIONS>;

/**
 * Tells what is about to happen, before anything does, and asks where something is at stake.
 * @param keepRunning what leaves the container running, where it would be stopped
 * @returns what there is to end with; undefined to go on
 */
export async function announce(
  plan: CapturePlan,
  { dryRun, yes, format }: CaptureValues,
  io: Io,
  keepRunning = '',
): Promise<Outcome | undefined> {
  const lines = planLines(plan);
  if (dryRun) {
    const text = lines.map((line) => `${safeText(line)}\n`).join('');
    await io.out.write(format === 'json' ? renderJson(planJson(plan)) : text);
    return outcome();
  }
  for (const line of lines) io.err.note(line);
  const stops = plan.after === 'stops';
  const stakes = [
    ...(stops ? [`container ${plan.container} will be stopped`] : []),
    ...(lacksRoom(plan) ? ['there may be no room for the checkpoint'] : []),
  ];
  const agreed = await consents(stakes, yes, stops ? keepRunning : '');
  return agreed ? undefined : outcome({ notes: ['nothing was done'], exit: 1 });
}
