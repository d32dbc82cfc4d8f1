import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { whenDone } from '../support/when-done.js';
import { temporaryDirectory } from '../temporary-directory.js';

/** A FIFO into which the bytes of `file` are written. */
export function fifoOf(file: string): string {
  const fifo = join(temporaryDirectory(), 'fifo');
  execFileSync('sh', ['-c', 'mkfifo "$0"', fifo]);
  const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', file, fifo]);
  whenDone('test', () => {
    writer.kill();
  });
  return fifo;
}
