import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeError } from './write-error.js';

/** For their owner only. */
const PRIVATE = 0o700;

/**
 * Makes a directory that the user named, and what is missing above it. One that is there stays as it is.
 * Every step goes one level up or down, so it ends, which Node's recursive mkdir never does in /proc.
 * @throws WriteError when that cannot be
 */
export function makeDirectories(path: string): void {
  try {
    make(path);
  } catch (error) {
    throw writeError('mkdir', path, error);
  }
}

function make(path: string): void {
  const parent = dirname(path);
  try {
    mkdirSync(path, PRIVATE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && parent !== path) {
      make(parent);
      mkdirSync(path, PRIVATE);
    } else if (!isDirectory(path)) {
      throw error;
    }
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
