import { FileTime, type EventFile, type TimelineEvent } from '../analysis/timeline/event.js';
import { bodyfileLine, modeText, type BodyfileEntry } from '../formats/bodyfile/bodyfile-line.js';
import { safeText } from './safe-text.js';

const FIELDS: Readonly<Record<string, 'modified' | 'accessed' | 'changed' | 'born'>> = {
  [FileTime.modified]: 'modified',
  [FileTime.accessed]: 'accessed',
  [FileTime.changed]: 'changed',
  [FileTime.born]: 'born',
};

/**
 * Events as a bodyfile: a line for each file with all its times, and one for what is no file, with its time as
 * that of a modification.
 * @param label what stands before the names, where several checkpoints are told
 */
export function* renderBodyfile(
  events: Iterable<TimelineEvent>,
  labelOf: (event: TimelineEvent) => string,
): Generator<string> {
  const files = new Map<EventFile, BodyfileEntry>();
  for (const event of events) {
    const { file, timeNs, what, source, message } = event;
    const field = FIELDS[what];
    if (file === undefined || field === undefined) {
      const name = safeText(`${labelOf(event)}[${source}] ${what}: ${message}`);
      yield bodyfileLine({ name, mode: '', modified: seconds(timeNs) });
      continue;
    }
    const known = files.get(file) ?? entryOf(file, labelOf(event));
    files.set(file, { ...known, [field]: seconds(timeNs) });
  }
  for (const entry of files.values()) yield bodyfileLine(entry);
}

function entryOf(file: EventFile, label: string): BodyfileEntry {
  const { path, type, mode = 0, uid, gid, size, inode } = file;
  return { name: safeText(label + path), mode: modeText(type, mode), uid, gid, size, inode };
}

function seconds(nanoseconds: bigint): bigint {
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return (nanoseconds - rest) / 1_000_000_000n;
}
