import {
  closeSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { ByteSink } from '../bytes/byte-sink.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Directory } from './directory.js';
import { hearSignals } from '../bytes/hear-signals.js';
import { partName } from './part-name.js';
import { NEW_FILE, publish } from './publish.js';
import { untilFinished } from './unfinished.js';
import { WriteError, writeError } from './write-error.js';

/**
 * Bytes that are written by one call. Of more at once, and of whole blocks of so many, Linux looks for as much memory
 * in one run for its page cache, and can take twenty times as long where there is none.
 */
const AT_ONCE = 256 * 1024;

export interface NewFileOptions {
  /** Takes the place of a file or link that is there, once the new one is whole. */
  readonly replace: boolean;
}

/**
 * A new file that only its owner may read. Until it is finished it has the name of `partName`, and it is
 * removed if the program ends before. What a link leads to is never touched.
 */
export class NewFile implements ByteSink {
  readonly fd: number;
  private readonly part: string;
  private readonly forget: () => void;
  private isOpen = true;

  /**
   * @param path what it is called in messages
   * @throws WriteError when something is there that may not be replaced, or the system refuses
   */
  constructor(
    private readonly directory: Directory,
    private readonly name: string,
    private readonly path: string,
    private readonly options: NewFileOptions,
  ) {
    this.part = partName(name);
    // Before there is anything to remove: a signal may come at once.
    this.forget = untilFinished(() => {
      unlinkSync(directory.at(this.part));
    });
    try {
      checkReplaceable(directory, name, path, options.replace);
      this.fd = openSync(directory.at(this.part), NEW_FILE, 0o600);
    } catch (error) {
      this.forget();
      throw writeError('create', path, error);
    }
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        const count = Math.min(AT_ONCE, bytes.length - done);
        done += writeSync(this.fd, bytes, done, count, position + done);
      }
    } catch (error) {
      throw writeError('write', this.path, error);
    }
    await hearSignals(bytes.length);
  }

  setSize(size: number): void {
    try {
      ftruncateSync(this.fd, size);
    } catch (error) {
      throw writeError('write', this.path, error);
    }
  }

  setMode(mode: number): void {
    fchmodSync(this.fd, mode);
  }

  /** @param time of `fileTime` */
  setTime(time: string): void {
    futimesSync(this.fd, time, time);
  }

  /** It is whole, and safe from a failure of power; it keeps its name of a part until it is finished. */
  seal(): void {
    try {
      fsyncSync(this.fd);
      this.close();
    } catch (error) {
      throw writeError('write', this.path, error);
    }
  }

  /**
   * It is whole: gives it its name.
   * @param name where only the bytes tell what it is called
   */
  finish(name = this.name): void {
    try {
      // Network drives may say only now that a disk is full.
      this.close();
      publish(this.directory, this.part, name, this.options.replace);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw existsAlready(this.path);
      throw writeError('write', this.path, error);
    }
    this.forget();
  }

  /** Removes it because of an error, which then tells what is left of it if writing failed. */
  abandonAfter(error: unknown): unknown {
    const left = this.abandon();
    // Another file may have been written meanwhile, of which nothing is known here.
    if (!(error instanceof WriteError) || error.path !== this.path) return error;
    return new WriteError(`${error.sentence}; ${left}`, error.isOfDisk);
  }

  private abandon(): string {
    try {
      this.close();
    } catch {
      // What was written is given up anyway.
    }
    try {
      unlinkSync(this.directory.at(this.part));
      return 'it is removed, as it was not whole';
    } catch {
      return `it was not whole and is left as ${this.part}`;
    } finally {
      this.forget();
    }
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    closeSync(this.fd);
  }
}

/** @throws CheckpointError when something is there that may not be replaced */
function checkReplaceable(
  directory: Directory,
  name: string,
  path: string,
  replace: boolean,
): void {
  const there = directory.find(name);
  if (there === undefined) return;
  if (there.isDirectory()) throw new WriteError(`write ${path}: is a directory`);
  if (!replace) throw existsAlready(path);
  if (!there.isFile() && !there.isSymbolicLink()) {
    throw new WriteError(`write ${path}: is neither a file nor a link, and is not replaced`);
  }
}

function existsAlready(path: string): CheckpointError {
  return new CheckpointError('usage', `${path}: exists already; --force replaces it`);
}
