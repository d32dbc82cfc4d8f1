import { CheckpointError } from '../bytes/checkpoint-error.js';
import { contentChunks } from './content.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { Links } from './links.js';
import { cleanName, hasBytes, type Member, memberPlace } from './member.js';
import { contentOf, type Level, levelIn, meanings, topLevel } from './nested-level.js';

/** A file's bytes, once. */
export interface OpenedMember {
  readonly member: Member;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly close: () => void;
}

export interface Listing {
  /** The member that is the archive they are in; empty for the archive itself. */
  readonly container: string;
  /** Named as that archive names them. */
  readonly members: readonly Member[];
}

/**
 * A file in an archive, or in an archive in it: `rootfs-diff.tar:etc/passwd`, to any depth. A member
 * whose own name has the colon goes first. Of duplicates it is the last, and a hardlink leads to its
 * target. Memory is bounded: what is compressed and large is gone through twice.
 * @throws CheckpointError `not-found`, `unsupported` for what is not a file
 */
export async function openMember(
  file: string,
  path: string,
  limits: Limits = DEFAULT_LIMITS,
): Promise<OpenedMember> {
  const { level, rest, close } = await descend(file, path, limits);
  try {
    const name = cleanName(rest);
    const index = lastIndexOf(level, name);
    if (index < 0)
      throw isDirectory(level, name) ? aDirectory(file, path) : noSuchMember(file, path);
    const target = new Links(level.held, level.place).fileOf(index);
    const member = level.held[target]?.member;
    if (member === undefined) throw noSuchMember(file, path);
    return { member, chunks: contentChunks(contentOf(level, target)), close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * What is at a path: of an archive its members, of a directory what is below it, otherwise the member
 * itself. Without a path, everything.
 * @throws CheckpointError `not-found`
 */
export async function listNested(
  file: string,
  path = '',
  limits: Limits = DEFAULT_LIMITS,
): Promise<Listing> {
  const { level, rest, close } = await descend(file, path, limits);
  try {
    const container = level.place.member ?? '';
    const members = level.held.map(({ member }) => member);
    const name = cleanName(rest);
    if (name === '.') return { container, members };
    const index = lastIndexOf(level, name);
    const member = members[index];
    if (member !== undefined && hasBytes(member)) {
      const inner = await membersIn(level, index, limits);
      return inner === undefined
        ? { container, members: members.slice(index, index + 1) }
        : { container: memberPlace(level.place, name).member ?? '', members: inner };
    }
    const below = members.filter((each) => each.name === name || each.name.startsWith(`${name}/`));
    if (below.length === 0) throw noSuchMember(file, path);
    return { container, members: below };
  } finally {
    close();
  }
}

/** Goes into one archive after the other, as long as the path names something in the next. */
async function descend(
  file: string,
  path: string,
  limits: Limits,
): Promise<{ level: Level; rest: string; close: () => void }> {
  const top = await topLevel(file, path, limits);
  try {
    let { level } = top;
    let rest = path;
    for (;;) {
      const hit = meanings(rest).find(({ name }) => lastIndexOf(level, name) >= 0);
      if (hit?.rest === undefined) return { level, rest, close: top.close };
      const index = lastIndexOf(level, hit.name);
      const archive = new Links(level.held, level.place).fileOf(index);
      rest = hit.rest;
      level = await levelIn(level, archive, rest, limits);
      // A path inside of a root filesystem is often written with the slash it has there.
      if (lastIndexOf(level, cleanName(rest)) < 0) rest = rest.replace(/^\/+/, '');
    }
  } catch (error) {
    top.close();
    throw error;
  }
}

/** The members of a file that is an archive; undefined if it is none. */
async function membersIn(
  level: Level,
  index: number,
  limits: Limits,
): Promise<Member[] | undefined> {
  const { name } = level.held[index]?.member ?? { name: '' };
  try {
    const { held } = await levelIn(level, index, '', limits);
    return held.length === 0 ? undefined : held.map(({ member }) => member);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    // A tar that is damaged further on is one all the same, and the error is about something in it.
    const isOfTar = error.code === 'invalid-tar' || error.code === 'unexpected-eof';
    const isOfItsStart = (error.place.offset ?? 0) < 512;
    const isItself = error.place.member === memberPlace(level.place, name).member;
    if (isOfTar && isOfItsStart && isItself) return undefined;
    throw error;
  }
}

function lastIndexOf(level: Level, name: string): number {
  return level.held.findLastIndex(({ member }) => member.name === name);
}

/** Whether there is something below it. An archive need not have a member for each directory. */
function isDirectory(level: Level, name: string): boolean {
  return name === '.' || level.held.some(({ member }) => member.name.startsWith(`${name}/`));
}

/** In the words of `Links`, which tells of directories that are members. */
function aDirectory(file: string, path: string): CheckpointError {
  const place = memberPlace({ file }, path);
  return new CheckpointError('unsupported', 'is a directory, not a file', place);
}

function noSuchMember(file: string, path: string): CheckpointError {
  return new CheckpointError('not-found', 'no such member', memberPlace({ file }, path));
}
