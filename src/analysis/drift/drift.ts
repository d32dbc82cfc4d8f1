import type { ImageFile } from '../../archive/base-image/base-image.js';
import type { Member } from '../../archive/member.js';

/** What became of a file of the image. */
export const CHANGES = ['new', 'changed', 'metadata', 'touched', 'same', 'deleted'] as const;

export type Change = (typeof CHANGES)[number];

/** What is other than in the image. */
export type Difference =
  'type' | 'content' | 'target' | 'device' | 'mode' | 'owner' | 'capabilities' | 'time';

/**
 * A file that an engine saved as changed, compared with the image:
 * - `new`: the image has none
 * - `changed`: another type, content, target or device
 * - `metadata`: only another mode, owner or capabilities
 * - `touched`: only another time
 * - `same`: nothing else at all; an overlay copies a file when it is opened for writing
 * - `deleted`: the image has it, the container has not
 */
export interface Drift {
  readonly change: Change;
  readonly differs: readonly Difference[];
}

/** @param sha256 of the changed file, asked for only where all else is equal */
export async function driftOf(
  changed: Member,
  sha256: () => Promise<string>,
  image: ImageFile | undefined,
): Promise<Drift> {
  if (image === undefined) return { change: 'new', differs: [] };
  const { member: was } = image;
  const differs: Difference[] = [
    ...(await essence(changed, sha256, image)),
    ...(changed.mode === was.mode ? [] : (['mode'] as const)),
    ...(changed.uid === was.uid && changed.gid === was.gid ? [] : (['owner'] as const)),
    ...(image.tellsCapabilities && !hasSameCapabilities(changed, was)
      ? (['capabilities'] as const)
      : []),
    ...(isSameTime(changed.mtimeNs, was.mtimeNs) ? [] : (['time'] as const)),
  ];
  return { change: changeOf(differs), differs };
}

function changeOf(differs: readonly Difference[]): Change {
  const has = (...kinds: readonly Difference[]): boolean =>
    kinds.some((kind) => differs.includes(kind));
  if (has('type', 'content', 'target', 'device')) return 'changed';
  if (has('mode', 'owner', 'capabilities')) return 'metadata';
  return has('time') ? 'touched' : 'same';
}

async function essence(
  changed: Member,
  sha256: () => Promise<string>,
  image: ImageFile,
): Promise<Difference[]> {
  const { member: was } = image;
  if (changed.type !== was.type) return ['type'];
  switch (changed.type) {
    case 'file':
      return changed.size === was.size && (await sha256()) === (await image.sha256())
        ? []
        : ['content'];
    case 'symlink':
      return changed.linkName === was.linkName ? [] : ['target'];
    case 'character-device':
    case 'block-device':
      return changed.device?.major === was.device?.major &&
        changed.device?.minor === was.device?.minor
        ? []
        : ['device'];
    default:
      return [];
  }
}

function hasSameCapabilities(one: Member, other: Member): boolean {
  const [a, b] = [one, other].map(({ fileCapabilities }) =>
    Buffer.from(fileCapabilities ?? []).toString('hex'),
  );
  return a === b;
}

const SECOND = 1_000_000_000n;

/** Layers mostly have whole seconds, where the file has fractions. */
function isSameTime(one: bigint | undefined, other: bigint | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return true;
  const isWhole = one % SECOND === 0n || other % SECOND === 0n;
  return isWhole && floor(one) === floor(other);
}

function floor(time: bigint): bigint {
  return (time - (((time % SECOND) + SECOND) % SECOND)) / SECOND;
}
