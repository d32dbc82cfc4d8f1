import type { Member } from '../member.js';

/** An index or manifest is a few KB; more is not read as one. */
export const MAX_JSON = 4 * 1024 ** 2;

/** Files that a directory or tar of an image consists of: an OCI layout, docker's archives, skopeo's `dir:`. */
const IMAGE_FILE =
  /^(?:blobs\/[a-z0-9]+\/[0-9a-f]+|oci-layout|index\.json|manifest\.json|repositories|version|(?:sha256:)?[0-9a-f]{64}(?:\.tar(?:\.gz)?|\.json|\.manifest\.json|\/.*)?)$/;

/** Files that an engine puts at the top of a checkpoint, or CRIU into its directory. */
const CHECKPOINT_FILE =
  /^(?:(?:config|spec|status|pod)\.dump|pod\.options|network\.status|bind\.mounts|deleted\.files|stats-dump|dump\.log|ctr\.log|rootfs-diff\.tar|devshm-checkpoint\.tar|descriptors\.json|(?:pre-)?checkpoint\/.*|(?:[^/]*\/)?[^/]*\.img|[^/]*\/config\.dump)$/;

/** Files without which there is no checkpoint, whoever made it. */
const SURELY_OF_CHECKPOINT =
  /^(?:config\.dump|inventory\.img|(?:pre-)?checkpoint\/inventory\.img)$/;

/** Whether it lies in a checkpoint as it is, rather than in an image of one. */
export function isCheckpointFile({ name }: Member): boolean {
  return SURELY_OF_CHECKPOINT.test(name);
}

/** What a file says of what it lies in: an image, a checkpoint as it is, or nothing. */
export function fileOfWhat({ name, type }: Member): 'image' | 'checkpoint' | undefined {
  if (type === 'directory') return undefined;
  if (IMAGE_FILE.test(name)) return 'image';
  return CHECKPOINT_FILE.test(name) ? 'checkpoint' : undefined;
}

/** Whether a member has to be held so that an image in a compressed tar can be understood. */
export function isImageJson(member: Member): boolean {
  return member.size <= MAX_JSON && fileOfWhat(member) === 'image';
}
