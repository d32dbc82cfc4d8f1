import { type BigIntStats, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { memorySource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { decodeText, encodeText } from '../bytes/text.js';
import { checkMemberCount, type Limits } from './limits.js';
import { type Member, memberPlace, type MemberType } from './member.js';
import { OpenFiles } from '../bytes/open-files.js';
import type { IndexedEntry } from './tar/index-tar.js';

/** What lies below a directory. Links are listed and never followed, and only regular files opened. */
export interface DirectoryListing {
  readonly entries: readonly IndexedEntry[];
  /** The first of what cannot be looked at, such as a closed directory; the rest is listed. */
  readonly damage?: CheckpointError;
  readonly close: () => void;
}

/**
 * Lists a directory: what each directory holds behind it, sorted by the bytes of the names.
 * @param depth how many levels are listed
 * @throws CheckpointError `not-readable` when it cannot be listed itself
 */
export function listDirectory(file: string, limits: Limits, depth = Infinity): DirectoryListing {
  const entries: IndexedEntry[] = [];
  const files = new OpenFiles();
  let damage: CheckpointError | undefined;
  const orDamage = <T>(look: () => T): T | undefined => {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      damage ??= error;
      return undefined;
    }
  };
  const list = (path: Buffer, names: readonly Buffer[], prefix: string, level: number): void => {
    for (const child of names) {
      const childPath = Buffer.concat([path, Buffer.from('/'), child]);
      const member = orDamage(() => describeFile(childPath, prefix + decodeText(child)));
      if (member === undefined) continue;
      const place = memberPlace({ file }, member.name);
      const isFile = member.type === 'file';
      const source = isFile
        ? files.source(childPath, member.size, place)
        : memorySource(new Uint8Array(0), place);
      entries.push({ member, content: { kind: 'source', source } });
      checkMemberCount(entries.length, limits, { file });
      if (member.type !== 'directory' || level === depth) continue;
      list(childPath, orDamage(() => readNames(childPath)) ?? [], `${member.name}/`, level + 1);
    }
  };
  const top = Buffer.from(encodeText(file));
  list(top, readNames(top), '', 1);
  return {
    entries,
    ...(damage !== undefined && { damage }),
    close: () => {
      files.close();
    },
  };
}

function readNames(path: Buffer): Buffer[] {
  return attempt('open', path, () => readdirSync(path, { encoding: 'buffer' })).sort((a, b) =>
    Buffer.compare(a, b),
  );
}

/** @throws CheckpointError for what cannot be looked at, or is not there */
export function describeFile(path: Buffer, name: string): Member {
  const stats = attempt('lstat', path, () => lstatSync(path, { bigint: true }));
  const type = typeOf(stats);
  const isDevice = type === 'character-device' || type === 'block-device';
  return {
    name,
    type,
    mode: Number(stats.mode & 0o7777n),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    owner: '',
    group: '',
    size: type === 'file' ? Number(stats.size) : 0,
    mtimeNs: stats.mtimeNs,
    ...(type === 'symlink' && { linkName: readTarget(path) }),
    ...(isDevice && { device: deviceNumber(Number(stats.rdev)) }),
  };
}

function readTarget(path: Buffer): string {
  return decodeText(attempt('readlink', path, () => readlinkSync(path, { encoding: 'buffer' })));
}

function typeOf(stats: BigIntStats): MemberType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  if (stats.isCharacterDevice()) return 'character-device';
  return stats.isBlockDevice() ? 'block-device' : 'unknown';
}

/** glibc's `makedev`: 8 low bits of the minor, 12 of the major, 12 high ones of the minor. */
function deviceNumber(rdev: number): { major: number; minor: number } {
  return { major: (rdev >>> 8) & 0xfff, minor: (rdev & 0xff) | ((rdev >>> 12) & 0xfff00) };
}

function attempt<T>(operation: string, path: Buffer, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw fileError(operation, decodeText(path), error);
  }
}
