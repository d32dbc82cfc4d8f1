import type { Member } from '../../archive/member.js';
import type { Archive } from '../../archive/archive.js';
import { decodeText } from '../../bytes/text.js';
import { findImage, findMember, type Checkpoint } from '../checkpoint.js';
import { withoutUndefined } from '../without-undefined.js';

/** What CRIU told of its dump (dump.log). */
export interface DumpLog {
  /** Name of the member. */
  readonly member: string;
  /** Such as `4.2 (gitid 0)`. */
  readonly criu_version?: string;
  /** The host and its kernel: `counters-node Linux 6.1.13 ... x86_64`. */
  readonly running_on?: string;
  /** Whether its last word was that the dump succeeded (true) or failed; absent where it has none. */
  readonly succeeded?: boolean;
  /** Lines with `Error (FILE:LINE):`, without their time; the first of them. */
  readonly errors: readonly string[];
  readonly error_count: number;
}

/** Longer logs are read to this length at their beginning and end. */
const MAX_PART = 32 * 1024 * 1024;

const MAX_ERRORS = 1000;

/** Beside the images' directory, in it, or where Docker's work directory is. */
export function findDumpLog(checkpoint: Checkpoint): Member | undefined {
  return (
    findMember(checkpoint, 'dump.log') ??
    findImage(checkpoint, 'dump.log') ??
    findImage(checkpoint, 'criu.work/dump.log')
  );
}

/** @throws CheckpointError where the member cannot be read */
export function readDumpLog(archive: Archive, member: Member): DumpLog {
  const errors: string[] = [];
  let count = 0;
  let version: string | undefined;
  let host: string | undefined;
  let succeeded: boolean | undefined;
  for (const line of linesOf(archive, member)) {
    const text = line.replace(/^\(\d+\.\d+\)\s*/, '');
    version ??= /^Version: (.+)/.exec(text)?.[1];
    host ??= /^Running on (.+)/.exec(text)?.[1];
    if (text.startsWith('Dumping finished successfully')) succeeded = true;
    if (/^Error \([^)]*\): Dumping FAILED/.test(text)) succeeded = false;
    // A line of a task begins with its number in front of that.
    if (!/^(?:\d+:\s+)?Error \(/.test(text)) continue;
    count += 1;
    if (errors.length < MAX_ERRORS) errors.push(text);
  }
  return {
    member: member.name,
    ...withoutUndefined({ criu_version: version, running_on: host, succeeded }),
    errors,
    error_count: count,
  };
}

function* linesOf(archive: Archive, member: Member): Generator<string> {
  const source = archive.source(member);
  const head = Math.min(source.size, MAX_PART);
  const tail = Math.min(source.size - head, MAX_PART);
  yield* decodeText(source.read(0, head)).split('\n');
  yield* decodeText(source.read(source.size - tail, tail)).split('\n');
}
