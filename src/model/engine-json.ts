import type { Member } from '../archive/member.js';
import { findMember, type Checkpoint } from './checkpoint.js';
import { readExactJson, readJson } from './json-member.js';

/** What is larger is parsed anew each time: it must not stay in memory. An engine writes some kilobytes. */
const KEPT_BYTES = 4 * 1024 ** 2;

/**
 * One of the engine's JSON files beside the images, such as spec.dump (the OCI runtime configuration).
 * Undefined where there is none, as in a bare directory of images.
 * @throws CheckpointError `invalid-json`
 */
export function findJson(checkpoint: Checkpoint, name: string): unknown {
  const member = findMember(checkpoint, name);
  return member === undefined || member.size === 0 ? undefined : jsonOf(checkpoint, member);
}

/**
 * What such a file holds, parsed when it is first asked for.
 * @throws CheckpointError `invalid-json`
 */
export function jsonOf(checkpoint: Checkpoint, member: Member): unknown {
  const { archive } = checkpoint;
  if (member.size > KEPT_BYTES) return readJson(archive, member);
  const parsed = checkpoint.once(parsedMembers);
  if (!parsed.has(member)) parsed.set(member, readJson(archive, member));
  return parsed.get(member);
}

/** The same with all digits of its integers: bigint where a number would not be exact. */
export function findExactJson(checkpoint: Checkpoint, name: string): unknown {
  const member = findMember(checkpoint, name);
  if (member === undefined || member.size === 0) return undefined;
  return readExactJson(checkpoint.archive, member);
}

function parsedMembers(): Map<Member, unknown> {
  return new Map();
}
