import type { Member } from '../../../archive/member.js';
import { timeInName } from '../../../model/checkpoint-time.js';
import { parseTime } from '../../../bytes/parse-time.js';
import type { TimelineContext, TimelineEvent } from '../event.js';

/** When CRIU wrote the first and the last of the images, by their headers, and the name that the kubelet gave. */
export function* dumpEvents({ checkpoint }: TimelineContext): Generator<TimelineEvent> {
  const { archive, imagePrefix } = checkpoint;
  const named = timeInName(archive.file);
  const timeNs = named === undefined ? undefined : parseTime(named);
  if (timeNs !== undefined) {
    const message = `the kubelet named the checkpoint ${archive.file.split('/').at(-1) ?? ''}`;
    yield { timeNs, what: 'Checkpoint Created', source: 'dump', message };
  }
  const images = archive.members.filter(
    ({ name, type, mtimeNs = 0n }) =>
      // Who packs archives that can be reproduced sets all times to the epoch.
      type === 'file' && name.startsWith(imagePrefix) && name.endsWith('.img') && mtimeNs !== 0n,
  );
  const [first, ...others] = images;
  if (first === undefined) return;
  const earliest = others.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a), first);
  const latest = others.reduce((a, b) => (timeOf(b) > timeOf(a) ? b : a), first);
  yield event('First Image Written', earliest);
  yield event('Last Image Written', latest);
}

function timeOf({ mtimeNs = 0n }: Member): bigint {
  return mtimeNs;
}

function event(what: string, member: Member): TimelineEvent {
  return {
    timeNs: timeOf(member),
    what,
    source: 'dump',
    message: `CRIU wrote ${member.name}`,
    member: member.name,
  };
}
