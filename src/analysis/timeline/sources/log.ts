import { decodeText } from '../../../bytes/text.js';
import { parseTime } from '../../../bytes/parse-time.js';
import type { ByteSource } from '../../../bytes/byte-source.js';
import { fieldsOf, textOf } from '../../../model/json-member.js';
import { sourceOf } from '../../../model/members.js';
import { findContainerLog } from '../../../model/metadata/engine-files.js';
import type { TimelineContext, TimelineEvent } from '../event.js';

/** What the container printed: lines of the CRI (`TIME stdout F TEXT`), or of Docker's json-file. */
export function* logEvents({ checkpoint }: TimelineContext): Generator<TimelineEvent> {
  const { archive, damage } = checkpoint;
  const log = findContainerLog(checkpoint);
  const member = log && archive.find(log.member);
  if (member === undefined) return;
  const source = damage.attemptOr(() => sourceOf(archive, member), undefined);
  if (source === undefined) return;
  for (const line of linesOf(source)) {
    const entry = parseLine(line);
    if (entry === undefined) continue;
    const { timeNs, stream, text } = entry;
    // Of a terminal each line ends with both.
    const message = `${stream}: ${text.replace(/\r$/, '')}`;
    yield { timeNs, what: 'Log Entry', source: 'log', message, member: member.name };
  }
}

const CRI = /^(\S{20,40}) (stdout|stderr) [FP](?::\S*)? ?(.*)$/s;

function parseLine(
  line: string,
): { readonly timeNs: bigint; readonly stream: string; readonly text: string } | undefined {
  const [, time = '', stream = '', text = ''] = CRI.exec(line) ?? ofJson(line) ?? [];
  const timeNs = parseTime(time);
  return timeNs === undefined ? undefined : { timeNs, stream, text };
}

function ofJson(line: string): string[] | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { time, stream, log } = fieldsOf(JSON.parse(line));
    const text = (textOf(log) ?? '').replace(/\r?\n$/, '');
    return ['', textOf(time) ?? '', textOf(stream) ?? '', text];
  } catch {
    // A line that is cut, or of a program that prints JSON itself.
    return undefined;
  }
}

const CHUNK = 256 * 1024;

/** What is longer than a chunk is cut: kubelets split lines at 16 KiB. */
function* linesOf(source: ByteSource): Generator<string> {
  let rest: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < source.size; at += CHUNK) {
    const chunk = source.read(at, Math.min(CHUNK, source.size - at));
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      yield decodeText(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start, start + CHUNK);
  }
  if (rest.length > 0) yield decodeText(rest);
}
