import { write } from 'node:fs';
import { promisify } from 'node:util';
import { encodeText } from '../bytes/text.js';
import { hearSignals } from '../bytes/hear-signals.js';
import type { NewFileOptions } from './new-file.js';
import { refuseSameFile } from './same-file.js';
import { openStreamTarget, type StreamTarget } from './stream-target.js';
import { openNewFile, type OpenedFile } from './write-new-file.js';
import { writeError } from './write-error.js';

const writeAsync = promisify(write);

export interface OutputFileOptions extends NewFileOptions {
  /** Files that are read meanwhile, which must not be replaced. */
  readonly inputs: readonly string[];
}

/** Whoever has nothing to write for long calls all the same. */
const COST_OF_CALL = 64 * 1024;

/** A file, device or pipe that the user named, to which is written while the next bytes are made. */
export class OutputFile {
  readonly isTerminal = false;
  readonly color = false;
  private readonly target: StreamTarget | OpenedFile;
  private waiting: Promise<void> = Promise.resolve();
  /** Bytes of the file so far. */
  private position = 0;

  /** @throws CheckpointError when there is such a file already, or the system refuses */
  constructor(
    private readonly path: string,
    options: OutputFileOptions,
  ) {
    for (const input of options.inputs) refuseSameFile(path, input);
    this.target = openStreamTarget(path) ?? openNewFile(path, options);
  }

  /** Resolves when the bytes of the call before are written: those of this one may not change yet. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? encodeText(data) : data;
    await this.waiting;
    await hearSignals(Math.max(bytes.length, COST_OF_CALL));
    this.waiting = this.writeAll(bytes);
    // Whoever waits next is told of a failure.
    this.waiting.catch(() => undefined);
  }

  /** All bytes are written: the file gets its name. */
  async finish(): Promise<void> {
    await this.waiting;
    if ('file' in this.target) this.target.file.finish();
    this.target.close();
  }

  /** @returns the error, which tells also what is left of the file */
  async abandon(error: unknown): Promise<unknown> {
    await this.waiting.catch(() => undefined);
    const told = 'file' in this.target ? this.target.file.abandonAfter(error) : error;
    this.target.close();
    return told;
  }

  private async writeAll(bytes: Uint8Array): Promise<void> {
    const isFile = 'file' in this.target;
    const fd = 'file' in this.target ? this.target.file.fd : this.target.fd;
    try {
      for (let done = 0; done < bytes.length;) {
        const at = isFile ? this.position : null;
        const { bytesWritten } = await writeAsync(fd, bytes, done, bytes.length - done, at);
        done += bytesWritten;
        this.position += bytesWritten;
      }
    } catch (error) {
      throw writeError('write', this.path, error);
    }
  }
}
