import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.js';

const writers: { kill(): void }[] = [];

/** A FIFO into which the bytes of `file` are written. */
export function fifoOf(file: string): string {
  const fifo = join(temporaryDirectory(), 'fifo');
  execFileSync('sh', ['-c', 'mkfifo "$0"', fifo]);
  writers.push(spawn('sh', ['-c', 'cat "$0" > "$1"', file, fifo]));
  return fifo;
}

afterEach(() => {
  for (const writer of writers.splice(0)) writer.kill();
});
