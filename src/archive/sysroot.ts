import { append } from '../bytes/append.js';
import { lstatSync, readlinkSync, statSync } from 'node:fs';
import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { decodeText, encodeText } from '../bytes/text.js';
import { OpenFiles } from '../bytes/open-files.js';

/** A directory with files as a container saw them. */
export interface Sysroot {
  /** The regular file of an absolute path, links followed within the directory; undefined without. */
  find(path: string): ByteSource | undefined;
  close(): void;
}

/** As many links as the kernel follows in one path. */
const MAX_LINKS = 40;

/** @throws CheckpointError when there is no such directory */
export function openSysroot(directory: string): Sysroot {
  try {
    if (!statSync(directory).isDirectory()) {
      throw new CheckpointError('not-readable', `open ${directory}: not a directory`);
    }
  } catch (error) {
    throw error instanceof CheckpointError ? error : fileError('open', directory, error);
  }
  const files = new OpenFiles();
  return {
    find(path) {
      const found = resolveBelow(directory, path);
      if (found === undefined) return undefined;
      const name = Buffer.from(encodeText(found));
      const stats = lstatSync(name);
      return stats.isFile() ? files.source(name, stats.size, { file: found }) : undefined;
    },
    close() {
      files.close();
    },
  };
}

/** The path on disk; a link, and `..`, lead no further up than to the directory itself. */
export function resolveBelow(directory: string, path: string): string | undefined {
  const waiting = path.split('/').reverse();
  const found: string[] = [];
  let links = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      found.pop();
      continue;
    }
    if (part.includes('\0')) return undefined;
    const here = [directory, ...found, part].join('/');
    const target = linkTarget(here);
    if (target === undefined) return undefined;
    if (target === '') {
      found.push(part);
    } else {
      links += 1;
      if (links > MAX_LINKS) return undefined;
      if (target.startsWith('/')) found.length = 0;
      append(waiting, target.split('/').reverse());
    }
  }
  return [directory, ...found].join('/');
}

/** Where a link leads; empty for what is none; undefined for what is not there. */
function linkTarget(path: string): string | undefined {
  const name = Buffer.from(encodeText(path));
  try {
    if (!lstatSync(name).isSymbolicLink()) return '';
    return decodeText(readlinkSync(name, { encoding: 'buffer' }));
  } catch {
    return undefined;
  }
}
