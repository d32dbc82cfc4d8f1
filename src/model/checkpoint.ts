import type { Archive } from '../archive/archive.js';
import type { Member } from '../archive/member.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { findContainers, type Container } from './containers.js';
import { Damage } from './damage.js';
import { Images } from './images.js';

/** Where a container's members are in an archive. */
export interface CheckpointPlace {
  /** Name in the pod archive that holds several; undefined elsewhere. */
  readonly podContainer?: string | undefined;
  /** What stands before the names of config.dump and its siblings: empty, or a directory and `/`. */
  readonly prefix: string;
  /** What stands before the names of CRIU's images: `checkpoint/`, or empty for a bare directory. */
  readonly imagePrefix: string;
  /** CRIU's images alone: made by CRIU or Docker, without an engine's metadata. */
  readonly bare: boolean;
}

/** One container's checkpoint inside an archive. What is read of it is read once. */
export class Checkpoint implements CheckpointPlace {
  readonly podContainer: string | undefined;
  readonly prefix: string;
  readonly imagePrefix: string;
  readonly bare: boolean;
  readonly images: Images;
  /** What could not be read so far, by whichever question. */
  readonly damage = new Damage();
  private readonly made = new Map<unknown, unknown>();

  /** @param keptBytes see Images */
  constructor(
    readonly archive: Archive,
    { podContainer, prefix, imagePrefix, bare }: CheckpointPlace,
    keptBytes?: number,
  ) {
    this.podContainer = podContainer;
    this.prefix = prefix;
    this.imagePrefix = imagePrefix;
    this.bare = bare;
    if (archive.damage !== undefined) this.damage.add(archive.damage);
    this.images = new Images(archive, imagePrefix, this.damage, keptBytes);
  }

  /** Another dump of the same container in the same archive, such as the one before. */
  at(imagePrefix: string): Checkpoint {
    const { archive, podContainer, prefix, bare } = this;
    return new Checkpoint(archive, { podContainer, prefix, imagePrefix, bare });
  }

  /** What `build` makes of this checkpoint, made when it is first asked for: a table, an index. */
  once<T>(build: (checkpoint: Checkpoint) => T): T {
    if (!this.made.has(build)) this.made.set(build, build(this));
    return this.made.get(build) as T;
  }
}

/** Image directories of an engine's archive; `pre-checkpoint` is what Podman's -P leaves. */
const IMAGE_DIRECTORIES = ['checkpoint', 'pre-checkpoint'];

/** Files of which every CRIU dump has one, whatever its version. */
const IMAGE_FILES = ['inventory.img', 'pstree.img'];

/**
 * The containers of an archive: one, or each of a pod archive.
 * @throws CheckpointError `invalid-archive` when one of them has no images
 */
export function findCheckpoints(archive: Archive): Checkpoint[] {
  return findContainers(archive).map((container) => locateCheckpoint(archive, container));
}

/**
 * The images of one of findContainers' containers.
 * @throws CheckpointError `invalid-archive` when there are none
 */
export function locateCheckpoint(archive: Archive, container: Container): Checkpoint {
  const { name, prefix, damage } = container;
  const place = { ...locateImages(archive, prefix), podContainer: name };
  const checkpoint = new Checkpoint(archive, place);
  if (damage !== undefined) checkpoint.damage.add(damage);
  return checkpoint;
}

/**
 * The one container that a command is about.
 * @param name as in the pod archive; may be left out where there is one container only
 */
export function selectCheckpoint(archive: Archive, name: string | undefined): Checkpoint {
  const all = findContainers(archive);
  const named = name === undefined ? all : containersNamed(all, name);
  const [only] = named;
  if (only !== undefined && named.length === 1) return locateCheckpoint(archive, only);
  const names = all.map((each) => each.name ?? '').join(', ');
  if (name === undefined) {
    throw new CheckpointError(
      'ambiguous',
      `a pod with several containers: choose one with --container (${names})`,
      { file: archive.file },
    );
  }
  const known =
    names === '' ? 'the archive is of one container, not of a pod' : `there are ${names}`;
  throw new CheckpointError('not-found', `no container ${name}: ${known}`, { file: archive.file });
}

/** By the name in the pod, or else by the directory in the archive. */
function containersNamed(all: readonly Container[], name: string): readonly Container[] {
  const found = all.filter((each) => each.name === name);
  return found.length > 0 ? found : all.filter((each) => each.prefix === `${name}/`);
}

/** A member beside the images, such as `config.dump`. */
export function findMember(checkpoint: Checkpoint, name: string): Member | undefined {
  return checkpoint.archive.find(checkpoint.prefix + name);
}

/** An image by the name that CRIU gives it, such as `pstree.img`. */
export function findImage(checkpoint: Checkpoint, name: string): Member | undefined {
  return checkpoint.archive.find(checkpoint.imagePrefix + name);
}

function locateImages(archive: Archive, prefix: string): CheckpointPlace {
  for (const directory of IMAGE_DIRECTORIES) {
    if (hasDirectory(archive, prefix + directory)) {
      return { prefix, imagePrefix: `${prefix}${directory}/`, bare: false };
    }
  }
  const bare = findBareDirectory(archive, prefix);
  if (bare !== undefined) return { prefix: bare, imagePrefix: bare, bare: true };
  const place = prefix === '' ? archive.file : `${archive.file}:${prefix}`;
  throw new CheckpointError(
    'invalid-archive',
    archive.form === 'directory'
      ? `no checkpoint in this directory: neither checkpoint/ nor inventory.img is there: ${place}`
      : `checkpoint directory is missing in the archive file: ${place}`,
  );
}

/** A directory counts also when only its members are listed. */
function hasDirectory(archive: Archive, name: string): boolean {
  return (
    archive.find(name)?.type === 'directory' ||
    archive.members.some((member) => member.name.startsWith(`${name}/`))
  );
}

/** Where images lie without an engine's metadata: here, or in the one directory that has them. */
function findBareDirectory(archive: Archive, prefix: string): string | undefined {
  if (IMAGE_FILES.some((name) => archive.find(prefix + name) !== undefined)) return prefix;
  const found = archive.members
    .map((member) => /^([^/]+\/)inventory\.img$/.exec(member.name.slice(prefix.length))?.[1])
    .filter((directory) => directory !== undefined);
  const distinct = [...new Set(found)];
  return distinct.length === 1 && prefix === '' ? distinct[0] : undefined;
}
