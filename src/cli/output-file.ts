import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  ftruncateSync,
  lstatSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  write,
} from 'node:fs';
import { promisify } from 'node:util';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { createPrivate } from '../bytes/private-file.js';
import { encodeText } from '../bytes/text.js';
import type { Output } from './output.js';

const writeAsync = promisify(write);

export interface OutputFileOptions {
  /** Takes the place of a file or link that is there, once the new one is whole. */
  readonly replace: boolean;
  /** Files that are read meanwhile, which must not be replaced. */
  readonly inputs: readonly string[];
}

/**
 * Writes a file that the user named, or standard output without one or for `-`. The file is new and
 * readable by its owner only; when `use` fails, nothing is left of it. A link is never followed.
 * @throws CheckpointError when there is such a file already, or the system refuses
 */
export async function withOutputFile<T>(
  path: string | undefined,
  output: Output,
  options: OutputFileOptions,
  use: (output: Output) => Promise<T>,
): Promise<T> {
  if (path === undefined || path === '-') return await use(output);
  const file = new OutputFile(path, options);
  try {
    const result = await use(file);
    await file.finish();
    return result;
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** A file to which is written while the next bytes are made. */
export class OutputFile implements Output {
  readonly isTerminal = false;
  readonly color = false;
  private readonly fd: number;
  /** Where the bytes go until all are there; undefined for a device or a pipe. */
  private readonly written: string | undefined;
  private waiting: Promise<void> = Promise.resolve();
  /** Bytes of the file so far. */
  private position = 0;

  constructor(
    private readonly path: string,
    { replace, inputs }: OutputFileOptions,
  ) {
    inputs.forEach((input) => {
      refuseSameFile(path, input);
    });
    if (isDevice(path)) {
      this.fd = openDevice(path);
    } else {
      this.written = replace ? `${path}.${randomBytes(6).toString('hex')}.part` : path;
      this.fd = createPrivate(this.written);
    }
  }

  /** Resolves when the bytes of the call before are written: those of this one may not change yet. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? encodeText(data) : data;
    await this.waiting;
    this.waiting = this.writeAll(bytes);
    // Whoever waits next is told of a failure.
    this.waiting.catch(() => undefined);
  }

  /** Resolves when all bytes are written. */
  async flush(): Promise<void> {
    await this.waiting;
  }

  /** Leaves a hole, which reads as zeros and takes no room. */
  async skip(count: number): Promise<void> {
    await this.waiting;
    this.position += count;
  }

  async finish(): Promise<void> {
    await this.waiting;
    try {
      // A hole at the end counts as well.
      if (this.written !== undefined) ftruncateSync(this.fd, this.position);
      closeSync(this.fd);
      if (this.written !== undefined && this.written !== this.path) {
        renameSync(this.written, this.path);
      }
    } catch (error) {
      throw fileError('write', this.path, error);
    }
  }

  async abandon(): Promise<void> {
    await this.waiting.catch(() => undefined);
    try {
      closeSync(this.fd);
    } catch {
      // It is closed when only the last step failed.
    }
    if (this.written !== undefined) unlinkSync(this.written);
  }

  private async writeAll(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const position = this.written === undefined ? null : this.position;
      const count = await this.writeSome(bytes.subarray(done), position);
      done += count;
      this.position += count;
    }
  }

  private async writeSome(bytes: Uint8Array, position: number | null): Promise<number> {
    try {
      return (await writeAsync(this.fd, bytes, 0, bytes.length, position)).bytesWritten;
    } catch (error) {
      throw fileError('write', this.path, error);
    }
  }
}

/** @throws CheckpointError when both names lead to one file */
export function refuseSameFile(output: string, input: string): void {
  const [a, b] = [output, input].map((name) => statSync(name, { throwIfNoEntry: false }));
  if (a === undefined || b === undefined || !a.isFile()) return;
  if (a.dev === b.dev && a.ino === b.ino) {
    throw new CheckpointError('usage', `input and output are the same file: ${output}`);
  }
}

function isDevice(path: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  return there !== undefined && (there.isCharacterDevice() || there.isFIFO());
}

function openDevice(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  } catch (error) {
    throw fileError('open', path, error);
  }
}
