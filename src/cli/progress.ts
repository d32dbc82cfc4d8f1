import { SingleBar } from 'cli-progress';
import { formatBytes } from '../render/byte-size.js';

export interface Progress {
  /** So many bytes more are done. */
  readonly advance: (bytes: number) => void;
  readonly stop: () => void;
}

/** What is done sooner than this needs no bar. */
const PATIENCE_MS = 500;

/**
 * A progress bar on standard error, only where that is a terminal.
 * @param total bytes in all; a stream does not tell, and then the bytes that are done are counted
 */
export function startProgress(title: string, total: number | undefined): Progress {
  if (!process.stderr.isTTY) return { advance: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    // An interrupted program could not put the terminal right again.
    hideCursor: false,
    linewrap: true,
    format: total === undefined ? `${title} {value}` : `${title} [{bar}] {value} of {total}`,
    formatValue: (value, _, type) =>
      type === 'value' || type === 'total' ? formatBytes(value) : String(value),
  });
  const begin = Date.now() + PATIENCE_MS;
  let done = 0;
  let shown = false;
  return {
    advance(bytes) {
      done += bytes;
      if (!shown && Date.now() < begin) return;
      if (!shown) bar.start(total ?? 0, 0);
      shown = true;
      bar.update(done);
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
