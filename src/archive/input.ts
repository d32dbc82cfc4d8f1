import {
  closeSync,
  createReadStream,
  fstatSync,
  open,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { fileSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { type DirectoryListing, listDirectory } from './directory.js';
import { isRemote } from '../remote/archive-name.js';
import { localPath } from './local-path.js';
import { mayHoldCheckpoint } from './look-at-directory.js';
import type { Limits } from './limits.js';
import type { Content } from './member.js';
import type { RemoteInput } from './remote-input.js';

/** What the user named, opened. */
export type Input =
  | ({ readonly kind: 'directory' } & DirectoryListing)
  | {
      readonly kind: 'content';
      readonly content: Content;
      /** For what passes by and can be had once more. */
      readonly again?: () => Content;
      /** A stream that still waits for bytes stops waiting. */
      readonly close: () => void;
    }
  | RemoteInput;

const STDIN = 0;

/**
 * Opens a file, a directory, also as `oci:DIR[:NAME]`, a FIFO, what lies on a server, or standard input for `-`. A file that standard input is redirected
 * from is read in random access like any other.
 * @param checkpointsOnly of a directory without a sign of a checkpoint only the top is listed
 * @throws CheckpointError `not-found`, `not-readable`
 */
export async function openInput(
  file: string,
  limits: Limits,
  checkpointsOnly = false,
): Promise<Input> {
  if (file === '-') return openStdin();
  if (isRemote(file)) {
    const { openRemote } = await import('./remote-input.js');
    return openRemote(file, limits);
  }
  const path = localPath(file) ?? file;
  const stats = statNamed(path);
  if (stats.isDirectory()) {
    const depth = checkpointsOnly && !mayHoldCheckpoint(path) ? 1 : Infinity;
    return { kind: 'directory', ...listDirectory(path, limits, depth) };
  }
  if (stats.isFIFO()) {
    return streamInput(file, await promisify(open)(path, 'r').catch(rethrow('open', path)));
  }
  if (!stats.isFile()) throw notRegular(file);
  const fd = attempt('open', path, () => openSync(path, 'r'));
  return fileInput(file, fd, fstatSync(fd).size, () => {
    closeSync(fd);
  });
}

/** Whether it can be opened and read more than once. */
export function isRepeatable(file: string): boolean {
  if (isRemote(file)) return true;
  const path = localPath(file);
  const stats = path === undefined ? attempt('stat', '-', () => fstatSync(STDIN)) : statNamed(path);
  return stats.isFile() || stats.isDirectory();
}

async function openStdin(): Promise<Input> {
  const stats = attempt('stat', '-', () => fstatSync(STDIN));
  if (stats.isFile()) return fileInput('-', STDIN, stats.size, () => undefined);
  if (stats.isFIFO() || stats.isSocket()) return streamInput('-', STDIN);
  throw notRegular('-');
}

function fileInput(file: string, fd: number, size: number, close: () => void): Input {
  const source = fileSource(fd, size, { file });
  return { kind: 'content', content: { kind: 'source', source }, close };
}

async function streamInput(file: string, fd: number): Promise<Input> {
  const stream = await openStream(fd);
  return {
    kind: 'content',
    content: { kind: 'stream', place: { file }, chunks: stream as AsyncIterable<Uint8Array> },
    close: () => {
      stream.destroy();
    },
  };
}

/**
 * A socket of Node's waits for a pipe without occupying a thread, and can stop waiting. In Bun, which runs the
 * one-file program, a socket takes no descriptor and has nothing to tell.
 */
async function openStream(fd: number): Promise<Readable> {
  if (process.versions['bun'] !== undefined) return createReadStream('', { fd });
  const { Socket } = await import('node:net');
  return new Socket({ fd, readable: true, writable: false });
}

function statNamed(file: string): Stats {
  return attempt('stat', file, () => statSync(file));
}

function attempt<T>(operation: string, file: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw fileError(operation, file, error);
  }
}

function rethrow(operation: string, file: string): (error: unknown) => never {
  return (error) => {
    throw fileError(operation, file, error);
  };
}

function notRegular(file: string): CheckpointError {
  return new CheckpointError('not-readable', `input ${file} not a regular file`);
}
