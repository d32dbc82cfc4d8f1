import type { Member, MemberType } from '../../../archive/member.js';
import { memberPlace } from '../../../archive/member.js';
import { walkArchiveContent } from '../../../archive/unpack.js';
import { CheckpointError } from '../../../bytes/checkpoint-error.js';
import { isTmpfsImage, tmpfsMountPoints } from '../../../model/contents/nested-archives.js';
import { PlaceContext } from '../../../model/contents/place-context.js';
import { podmanConfig } from '../../../model/metadata/podman.js';
import { findJson } from '../../../model/engine-json.js';
import { fieldsOf } from '../../../model/json-member.js';
import { FileTime, type EventFile, type TimelineContext, type TimelineEvent } from '../event.js';

/** Times of the container's files in the archives inside: changed ones, tmpfs, /dev/shm, volumes. */
export async function* fileEvents(context: TimelineContext): AsyncGenerator<TimelineEvent> {
  const places = new PlaceContext(context.checkpoint, context.limits);
  for (const { member, mountPoint } of archivesOf(places)) {
    const source = places.source(member);
    if (source === undefined) continue;
    try {
      for await (const entry of walkArchiveContent({ kind: 'source', source }, context.limits)) {
        yield* eventsOf(entry.member, member, mountPoint);
      }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      places.damage.add(error);
    }
  }
}

interface InnerArchive {
  readonly member: string;
  /** Where its files lie in the container; undefined where nothing tells it. */
  readonly mountPoint: string | undefined;
}

function* archivesOf(places: PlaceContext): Generator<InnerArchive> {
  const { checkpoint, damage } = places;
  const { prefix, imagePrefix } = checkpoint;
  yield { member: `${prefix}rootfs-diff.tar`, mountPoint: '/' };
  yield { member: `${prefix}devshm-checkpoint.tar`, mountPoint: '/dev/shm' };
  const config = fieldsOf(damage.attemptOr(() => findJson(checkpoint, 'config.dump'), undefined));
  const volumes = podmanConfig(config).named_volumes;
  for (const name of places.namesBelow(prefix)) {
    const [, volume] = /^volumes\/(.+)\.tar$/.exec(name) ?? [];
    if (volume === undefined) continue;
    const mountPoint = volumes.find((each) => each.name === volume)?.destination;
    yield { member: prefix + name, mountPoint };
  }
  const points = tmpfsMountPoints(places);
  for (const name of places.namesBelow(imagePrefix).filter(isTmpfsImage)) {
    yield { member: imagePrefix + name, mountPoint: points.get(name) };
  }
}

const LETTERS: Readonly<Record<MemberType, string>> = {
  file: 'r',
  directory: 'd',
  symlink: 'l',
  hardlink: 'r',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  socket: 's',
  unknown: '-',
};

function* eventsOf(
  member: Member,
  archive: string,
  mountPoint: string | undefined,
): Generator<TimelineEvent> {
  const { name, type, mode, uid, gid, size, mtimeNs, atimeNs, ctimeNs, birthNs } = member;
  const inside = memberPlace({ member: archive }, name).member ?? name;
  const path = mountPoint === undefined ? inside : joined(mountPoint, name);
  const base = archive.slice(archive.lastIndexOf('/') + 1);
  const file: EventFile = { path, type: LETTERS[type], mode, uid, gid, size };
  const times = [
    [mtimeNs, FileTime.modified],
    [atimeNs, FileTime.accessed],
    [ctimeNs, FileTime.changed],
    [birthNs, FileTime.born],
  ] as const;
  for (const [timeNs, what] of times) {
    if (timeNs === undefined) continue;
    const message = mountPoint === undefined ? path : `${path} (${base})`;
    yield { timeNs, what, source: 'file', message, member: inside, file };
  }
}

function joined(mountPoint: string, name: string): string {
  return name === '.' ? mountPoint : `${mountPoint.replace(/\/+$/, '')}/${name}`;
}
