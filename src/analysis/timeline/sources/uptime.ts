import { readClocks } from '../../../model/namespaces/time-namespace.js';
import { readProcesses } from '../../../model/processes.js';
import { instantOf } from '../checkpoint-instant.js';
import type { TimelineContext, TimelineEvent } from '../event.js';

/**
 * When the host had booted, or the time namespace begun: the clocks that ran up to the checkpoint
 * (inventory_entry.dump_uptime, timens_entry.boottime) counted back from it.
 */
export function* uptimeEvents({ checkpoint }: TimelineContext): Generator<TimelineEvent> {
  const now = instantOf(checkpoint);
  if (now === undefined) return;
  const { images, damage } = checkpoint;
  const told = { what: 'System Boot', source: 'clock', derived: true } as const;
  const uptime = images.find('inventory.img', 'inventory_entry')?.dump_uptime;
  if (uptime !== undefined && uptime > 0n) {
    const message = 'the host had booted, by its uptime';
    yield {
      ...told,
      timeNs: now - uptime * 1000n,
      message,
      member: `${checkpoint.imagePrefix}inventory.img`,
    };
    return;
  }
  const [first] = damage.attemptOr(() => readProcesses(checkpoint), []);
  const boottime = readClocks(checkpoint, first?.ids?.time_ns_id ?? 0)?.boottime_ns;
  if (boottime === undefined || boottime <= 0n) return;
  const message = 'the host had booted, or its time namespace begun, by CLOCK_BOOTTIME';
  yield { ...told, timeNs: now - boottime, message };
}
