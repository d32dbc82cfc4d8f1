import type { Timespec } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';

/**
 * What the clocks read inside the namespace at the dump, in nanoseconds (timens_entry). On the host
 * CLOCK_BOOTTIME is its uptime; in a time namespace both have an offset to that.
 */
export interface Clocks {
  readonly monotonic_ns?: bigint;
  readonly boottime_ns?: bigint;
}

/**
 * timens-ID.img; CRIU writes timens-0.img, since it dumps one time namespace at most. Undefined
 * without either.
 */
export function readClocks({ images }: Checkpoint, id: number): Clocks | undefined {
  const entry =
    images.find(`timens-${id}.img`, 'timens_entry') ?? images.find('timens-0.img', 'timens_entry');
  return (
    entry && {
      ...(entry.monotonic !== undefined && { monotonic_ns: nanoseconds(entry.monotonic) }),
      ...(entry.boottime !== undefined && { boottime_ns: nanoseconds(entry.boottime) }),
    }
  );
}

/** Seconds are negative where a namespace's offset is: the image has them as unsigned. */
function nanoseconds({ tv_sec = 0n, tv_nsec = 0n }: Timespec): bigint {
  return BigInt.asIntN(64, tv_sec) * 1_000_000_000n + BigInt.asIntN(64, tv_nsec);
}
