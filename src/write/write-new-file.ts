import { basename, dirname } from 'node:path';
import type { ByteSink } from '../bytes/byte-sink.js';
import { Directory } from './directory.js';
import { NewFile, type NewFileOptions } from './new-file.js';
import { WriteError } from './write-error.js';

/**
 * Writes a file that the user named: new, readable by its owner only, whole or not at all.
 * @throws CheckpointError when there is one already, or the system refuses; and what `use` throws
 */
export async function writeNewFile(
  path: string,
  options: NewFileOptions,
  use: (file: ByteSink) => Promise<void>,
): Promise<void> {
  const { file, close } = openNewFile(path, options);
  try {
    await use(file);
    file.finish();
  } catch (error) {
    throw file.abandonAfter(error);
  } finally {
    close();
  }
}

/** A file that is to be written, and what ends it once it is finished or abandoned. */
export interface OpenedFile {
  readonly file: NewFile;
  readonly close: () => void;
}

/** @throws CheckpointError when there is one already, or the system refuses */
export function openNewFile(path: string, options: NewFileOptions): OpenedFile {
  const name = basename(path);
  if (path.endsWith('/') || ['', '.', '..'].includes(name)) {
    throw new WriteError(`write ${path}: is a directory`);
  }
  const directory = Directory.open(dirname(path));
  const close = () => {
    directory.close();
  };
  try {
    return { file: new NewFile(directory, name, path, options), close };
  } catch (error) {
    close();
    throw error;
  }
}
