import { nodeThreads } from './node-thread.js';
import type { StartThread } from './search-thread.js';
import { webThreads } from './web-thread.js';

/** The bundle of search-worker.ts as text, which the bundler puts here: without a file it cannot be lost. */
declare const SEARCH_WORKER: string;

/** The file in the one-file program that has the bundle of search-web-worker.ts, already compiled. */
declare const SEARCH_WEB_WORKER: string;

/** How threads are started here; undefined where nothing is bundled, as in a test. */
export function bundledThreads(): StartThread | undefined {
  if (typeof SEARCH_WEB_WORKER === 'string') return webThreads(SEARCH_WEB_WORKER);
  return typeof SEARCH_WORKER === 'string' ? nodeThreads(SEARCH_WORKER) : undefined;
}
