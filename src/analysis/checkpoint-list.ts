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
  for (const { path, named } of candidates(directory, options, 0)) {
    try {
      rows.push(...(await readListRows(path, options.limits)));
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
}

function* candidates(directory: string, options: ListOptions, depth: number): Generator<Candidate> {
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name);
    const named = entry.name.startsWith('checkpoint-');
    const isFile = entry.isFile() || (entry.isSymbolicLink() && pointsToFile(path));
    if (isFile && (named || options.allFiles)) yield { path, named };
    if (!entry.isDirectory()) continue;
    if (options.allFiles && isCheckpointDirectory(path)) yield { path, named: true };
    else if (options.recursive && depth < MAX_DEPTH) yield* candidates(path, options, depth + 1);
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

function pointsToFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** An unpacked archive, or images of CRIU or Docker. */
export function isCheckpointDirectory(path: string): boolean {
  return ['config.dump', 'inventory.img'].some(
    (name) => statSync(join(path, name), { throwIfNoEntry: false })?.isFile() ?? false,
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
