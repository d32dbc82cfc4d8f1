import { decodeText } from '../../bytes/text.js';
import type { MmEntry } from '../../criu/messages.generated.js';
import type { Fact } from '../absent.js';
import type { AddressSpace } from '../memory/address-space.js';
import { absenceText } from '../memory/backing.js';

/** Strings that lie in a process's memory, each ended by a NUL. */
export interface Strings {
  readonly entries: readonly string[];
  /** Why some bytes are not there; what they touch is left out. */
  readonly incomplete?: string;
}

/** More than the kernel lets arguments and environment have together (6 MiB). */
const MAX_AREA = 16 * 1024 * 1024;

/** What /proc/PID/cmdline shows of a title that a process wrote over its arguments. */
const TITLE_SIZE = 4096;

/**
 * The command line, exactly: mm_entry.mm_arg_start to mm_arg_end. A process that wrote a title over it
 * (setproctitle), so that no NUL ends it, has that title as its one argument, as in /proc/PID/cmdline.
 * @throws CheckpointError when pages that are there cannot be read
 */
export function readCommandLine(space: AddressSpace, mm: Partial<MmEntry>): Fact<Strings> {
  const { mm_arg_start: start = 0n, mm_arg_end: end = 0n } = mm;
  const area = readArea(space, start, end);
  if ('absent' in area) return area;
  if (area.missing.length > 0 || (area.bytes.at(-1) ?? 0) === 0) return stringsOf(area);
  const title = readTitle(space, start);
  return 'absent' in title ? stringsOf(area) : { entries: stringsOf(title).entries.slice(0, 1) };
}

/**
 * The environment as it was at execve, unless the process wrote over it: mm_env_start to mm_env_end.
 * Entries without `=` are kept as they are; empty ones, which writing over it leaves, are not.
 * @throws CheckpointError when pages that are there cannot be read
 */
export function readEnvironment(space: AddressSpace, mm: Partial<MmEntry>): Fact<Strings> {
  const area = readArea(space, mm.mm_env_start ?? 0n, mm.mm_env_end ?? 0n);
  if ('absent' in area) return area;
  const strings = stringsOf(area);
  return { ...strings, entries: strings.entries.filter((entry) => entry !== '') };
}

interface Area {
  readonly bytes: Uint8Array;
  /** Parts that are not in the checkpoint, by their offset in `bytes`. */
  readonly missing: readonly {
    readonly start: number;
    readonly end: number;
    readonly why: string;
  }[];
}

function readArea(space: AddressSpace, start: bigint, end: bigint): Fact<Area> {
  if (end < start) return { absent: 'its addresses contradict each other (mm_entry)' };
  if (end - start > BigInt(MAX_AREA))
    return { absent: 'more than 16 MiB, which the kernel forbids' };
  const { bytes, absent } = space.read(start, Number(end - start));
  const missing = absent.map((part) => ({
    start: Number(part.start - start),
    end: Number(part.end - start),
    why: absenceText(part.reason),
  }));
  // Zeros stand for what is missing; there they would look like ends of strings.
  for (const part of missing) bytes.fill(0xff, part.start, part.end);
  const lost = missing.reduce((sum, part) => sum + part.end - part.start, 0);
  const [first] = missing;
  return first !== undefined && lost === bytes.length ? { absent: first.why } : { bytes, missing };
}

/** Up to the first NUL: it may go on behind mm_arg_end, into what was the environment. */
function readTitle(space: AddressSpace, start: bigint): Fact<Area> {
  return readArea(space, start, start + BigInt(TITLE_SIZE));
}

/** Strings that touch missing bytes are left out: of their ends, or beginnings, nobody knows. */
function stringsOf({ bytes, missing }: Area): Strings {
  const entries: string[] = [];
  let gap = 0;
  for (let at = 0; at < bytes.length;) {
    const nul = bytes.indexOf(0, at);
    const end = nul < 0 ? bytes.length : nul;
    while ((missing[gap]?.end ?? Infinity) <= at) gap++;
    if ((missing[gap]?.start ?? Infinity) >= end) entries.push(decodeText(bytes.subarray(at, end)));
    at = end + 1;
  }
  const [first] = missing;
  return { entries, ...(first !== undefined && { incomplete: first.why }) };
}
