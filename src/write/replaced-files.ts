import { linkSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteSink } from '../bytes/byte-sink.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Directory } from './directory.js';
import { NewFile } from './new-file.js';
import { WITHOUT_LINKS } from './publish.js';
import { WriteError, writeError } from './write-error.js';

/** What an original is called once another file has its name. */
function backupName(name: string): string {
  return `${name}.bak`;
}

/**
 * Files of one directory that belong together: none of them is replaced before all new ones are whole. While
 * they are, each original has its backup, so that nothing is lost whenever that is cut short.
 */
export class ReplacedFiles {
  private readonly files: { readonly name: string; readonly file: NewFile }[] = [];

  /** @param path of the directory, for messages */
  constructor(
    private readonly directory: Directory,
    private readonly path: string,
  ) {}

  /**
   * Writes what takes the place of a file, with the rights of that.
   * @throws CheckpointError when it cannot be written, or there is a backup already; and what `use` throws
   */
  async write(name: string, use: (file: ByteSink) => Promise<void>): Promise<void> {
    const { directory } = this;
    const backup = backupName(name);
    if (directory.find(backup) !== undefined) {
      const why = `${join(this.path, backup)}: exists already: it would be the backup of ${name}`;
      throw new CheckpointError('usage', why);
    }
    const original = directory.find(name);
    const file = new NewFile(directory, name, join(this.path, name), { replace: true });
    this.files.push({ name, file });
    await use(file);
    if (original !== undefined) file.setMode(Number(original.mode) & 0o777);
    file.seal();
  }

  /**
   * Gives all of them their names.
   * @param keep leave the originals as NAME.bak
   */
  finish(keep: boolean): void {
    const replaced: string[] = [];
    try {
      for (let next = this.files[0]; next !== undefined; next = this.files[0]) {
        if (this.backUp(next.name)) replaced.push(next.name);
        next.file.finish();
        this.files.shift();
      }
    } catch (error) {
      for (const name of replaced) this.takeBack(name);
      throw error;
    }
    if (keep) return;
    for (const name of replaced) unlinkSync(this.directory.at(backupName(name)));
  }

  /** Removes what was written, because of an error, which then tells what is left if writing failed. */
  abandonAfter(error: unknown): unknown {
    let told = error;
    for (const { file } of this.files.splice(0)) told = file.abandonAfter(told);
    return told;
  }

  /** Returns whether there was a file of that name. */
  private backUp(name: string): boolean {
    const { directory } = this;
    const there = directory.find(name);
    if (there === undefined) return false;
    if (there.isDirectory()) throw new WriteError(`write ${join(this.path, name)}: is a directory`);
    const [from, to] = [directory.at(name), directory.at(backupName(name))];
    try {
      linkSync(from, to);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!WITHOUT_LINKS.includes(code)) throw writeError('create', join(this.path, name), error);
      renameSync(from, to);
    }
    return true;
  }

  private takeBack(name: string): void {
    renameSync(this.directory.at(backupName(name)), this.directory.at(name));
  }
}
