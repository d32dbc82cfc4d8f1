import { chooseInView, viewMemory } from '../../../model/memory/memory-view.js';
import { isAbsent } from '../../../model/absent.js';
import { history } from '../../history/history.js';
import { redactText } from '../../secrets/redact-text.js';
import type { TimelineContext, TimelineEvent } from '../event.js';

/** What was typed, where the shell kept the time. Secrets in the lines are left out, as `history` does. */
export async function* historyEvents({
  checkpoint,
  limits,
}: TimelineContext): AsyncGenerator<TimelineEvent> {
  const view = viewMemory(checkpoint);
  const { processes } = chooseInView(view, {});
  for await (const line of history(view, { processes, isChosen: false, limits })) {
    if (line.time === undefined) continue;
    const { pid, comm, by, place } = line;
    const who = comm === undefined || isAbsent(comm) ? by : comm;
    yield {
      timeNs: BigInt(Math.trunc(line.time)) * 1_000_000_000n,
      what: 'Command Executed',
      source: 'history',
      message: `${who}: ${redactText(line.line)}`,
      ...(pid !== undefined && { pid }),
      ...(place !== undefined && { member: place }),
    };
  }
}
