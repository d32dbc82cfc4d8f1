import { addressFields } from './dialect.js';

/** What is told of a region wherever it comes up. */
interface RegionFacts extends Interval {
  readonly name: string;
  readonly permissions: string;
  /** Where in the mapped file, or in the shared segment, it begins. */
  readonly offset?: bigint;
  /** The thread whose stack it is. */
  readonly threadStack?: number;
  /** Pages of it that may not be touched. */
  readonly guards?: readonly Interval[];
}

interface Interval {
  readonly start: bigint;
  readonly end: bigint;
}

/** A region in JSON: as /proc/PID/maps has it. */
export function regionJson({ name, permissions, offset, ...region }: RegionFacts): object {
  const { threadStack, guards = [] } = region;
  return {
    name,
    thread_stack: threadStack,
    ...intervalFields(region),
    permissions,
    ...(offset !== undefined && addressFields('file_offset', offset)),
    ...(guards.length > 0 && { guards: guards.map(intervalFields) }),
  };
}

function intervalFields({ start, end }: Interval): object {
  return { ...addressFields('start', start), ...addressFields('end', end) };
}

/** The region that an address is in, and how far from its beginning the address is. */
export function regionOfAddress(region: RegionFacts, address: bigint): object {
  return {
    region: regionJson(region),
    ...addressFields('region_offset', address - region.start),
  };
}
