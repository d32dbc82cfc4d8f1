import type { SingleBar } from 'cli-progress';
import { formatBytes } from '../render/byte-size.js';
import { isTerminal } from './standard-streams.js';

export interface Progress {
  /** So many bytes more are done. */
  readonly advance: (bytes: number) => void;
  readonly stop: () => void;
}

/** @param total bytes in all, where that is known; a function is asked only if there is somebody to tell */
export type StartProgress = (title: string, total?: number | (() => number)) => Progress;

export const NO_PROGRESS: Progress = { advance: () => undefined, stop: () => undefined };

/** What is done sooner than this needs no bar. */
const PATIENCE_MS = 500;

/**
 * A progress bar on standard error, only where that is a terminal. Without a total the bytes that are done
 * are counted.
 */
export const startProgress: StartProgress = (title, of) => {
  if (!isTerminal(2)) return NO_PROGRESS;
  const total = typeof of === 'function' ? of() : of;
  const begin = Date.now() + PATIENCE_MS;
  let bar: SingleBar | undefined;
  let done = 0;
  let shown = false;
  // Most commands end before there is anything to show.
  void makeBar(title, total).then((made) => (bar = made));
  return {
    advance(bytes) {
      done += bytes;
      if (bar === undefined || (!shown && Date.now() < begin)) return;
      if (!shown) bar.start(total ?? 0, 0);
      shown = true;
      bar.update(done);
    },
    stop() {
      if (shown) bar?.stop();
    },
  };
};

async function makeBar(title: string, total: number | undefined): Promise<SingleBar> {
  // CommonJS: the bundled programs have its names below `default` alone.
  const { SingleBar } = (await import('cli-progress')).default;
  return new SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    // An interrupted program could not put the terminal right again.
    hideCursor: false,
    linewrap: true,
    format: total === undefined ? `${title} {value}` : `${title} [{bar}] {value} of {total}`,
    formatValue: (value, _, type) =>
      type === 'value' || type === 'total' ? formatBytes(value) : String(value),
  });
}
