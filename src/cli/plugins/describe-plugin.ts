import { spawn } from 'node:child_process';
import { decodeText } from '../../bytes/text.js';
import type { Plugin } from './find-plugins.js';

/** So long a plugin may take to describe itself; then it is cut off. */
const PATIENCE_MS = 500;

/** The exit code by which a plugin says that it has understood. */
const UNDERSTOOD = 42;

const MOST_BYTES = 4096;

/**
 * What a plugin says that it does: the first line that it prints with `--plugin-description`.
 * Undefined for one that does not say it in time, or ends otherwise than with 42.
 */
export function describePlugin({ path }: Plugin): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A group of its own, so that whatever it starts ends with it.
    const child = spawn(path, ['--plugin-description'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const chunks: Buffer[] = [];
    const settle = (description?: string): void => {
      clearTimeout(timer);
      killGroup(child.pid);
      child.stdout.destroy();
      child.unref();
      resolve(description);
    };
    const timer = setTimeout(settle, PATIENCE_MS);
    child.on('error', () => {
      settle();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunks.reduce((sum, { length }) => sum + length, 0) < MOST_BYTES) chunks.push(chunk);
    });
    child.on('close', (code) => {
      settle(code === UNDERSTOOD ? firstLine(Buffer.concat(chunks)) : undefined);
    });
  });
}

function firstLine(bytes: Buffer): string | undefined {
  const [line = ''] = decodeText(bytes.subarray(0, MOST_BYTES)).split('\n');
  return line.trim() === '' ? undefined : line.trim();
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
