import { append } from '../bytes/append.js';
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '../archive/limits.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { readListRows, type ListRow } from './list-row.js';

export interface ListOptions {
  /** Anything that is a checkpoint, whatever its name; otherwise files named `checkpoint-*`. */
  readonly allFiles: boolean;
  readonly recursive: boolean;
  readonly limits: Limits;
}

export interface DirectoryListing {
  readonly rows: readonly ListRow[];
  /** Checkpoints that could not be read. */
  readonly warnings: readonly CheckpointError[];
}

/** Deepest directory that `recursive` goes into. */
const MAX_DEPTH = 32;

/**
 * The checkpoints in a directory.
 * @throws CheckpointError when the directory itself cannot be read
 */
export async function listCheckpoints(
  directory: string,
  options: ListOptions,
): Promise<DirectoryListing> {
  const rows: ListRow[] = [];
  const warnings: CheckpointError[] = [];
  const entries = entriesOf(directory);
  for (const { path, named, error: why } of candidates(directory, entries, options, 0)) {
    try {
      if (why !== undefined) throw why;
      const listed = await readListRows(path, options.limits);
      append(rows, listed.rows);
      append(warnings, listed.damage);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      if (named || !isSomethingElse(error)) warnings.push(error);
    }
  }
  return { rows, warnings };
}

interface Candidate {
  readonly path: string;
  /** Its name says that it is a checkpoint. */
  readonly named: boolean;
  /** Why it cannot be looked into. */
  readonly error?: CheckpointError;
}

/** What cannot be looked at is a candidate with its error where it may be a checkpoint. */
function* candidates(
  directory: string,
  entries: readonly Dirent[],
  options: ListOptions,
  depth: number,
): Generator<Candidate> {
  for (const entry of entries) {
    const path = join(directory, entry.name);
    const named = entry.name.startsWith('checkpoint-');
    if (!entry.isDirectory()) {
      const isFile = entry.isSymbolicLink() ? pointsToFile(path) : entry.isFile();
      if (!named && !options.allFiles) continue;
      if (isFile instanceof CheckpointError) yield { path, named, error: isFile };
      else if (isFile) yield { path, named };
    } else if (options.allFiles && isCheckpointDirectory(path)) {
      yield { path, named: true };
    } else if (options.recursive && depth < MAX_DEPTH) {
      const below = attempt(() => entriesOf(path));
      if (below instanceof CheckpointError) yield { path, named: true, error: below };
      else yield* candidates(path, below, options, depth + 1);
    }
  }
}

function attempt<T>(read: () => T): T | CheckpointError {
  try {
    return read();
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw fileError('open', directory, error);
  }
}

/** Whether a link leads to a file, or why it leads nowhere: to itself, into a closed directory. */
function pointsToFile(path: string): boolean | CheckpointError {
  return attempt(() => isFile(path));
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    throw fileError('stat', path, error);
  }
}

/** An unpacked archive, or images of CRIU or Docker. */
export function isCheckpointDirectory(path: string): boolean {
  return ['config.dump', 'spec.dump', 'inventory.img'].some(
    (name) => attempt(() => isFile(join(path, name))) === true,
  );
}

/** Not a damaged checkpoint but a file of another kind, which --all-files passes over. */
function isSomethingElse({ code, place }: CheckpointError): boolean {
  const isOfItsStart = place.member === undefined && (place.offset ?? 0) < 512;
  return (
    code === 'invalid-archive' ||
    code === 'not-found' ||
    ((code === 'invalid-tar' || code === 'unexpected-eof') && isOfItsStart)
  );
}
