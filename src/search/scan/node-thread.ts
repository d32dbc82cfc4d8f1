import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { StartThread } from './search-thread.js';

/** What a thread needs lies outside of its heap; garbage is not to pile up in each of them. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** @param code the bundle of search-worker.ts */
export function nodeThreads(code: string): StartThread {
  return (listener) => {
    const worker = new Worker(code, {
      eval: true,
      resourceLimits: LIMITS,
      env: SHARE_ENV,
      trackUnmanagedFds: false,
    });
    worker.on('message', listener.hear);
    worker.on('error', listener.fail);
    return {
      post: (message) => {
        worker.postMessage(message);
      },
      close: () => {
        worker.unref();
        void worker.terminate();
      },
    };
  };
}
