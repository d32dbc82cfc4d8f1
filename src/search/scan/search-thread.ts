import type { FromThread, ToThread } from './job-server.js';

/** Another thread, which searches. */
export interface SearchThread {
  readonly post: (message: ToThread) => void;
  /** Ends whatever it is doing; the program need not wait for it. */
  readonly close: () => void;
}

export interface ThreadListener {
  readonly hear: (message: FromThread) => void;
  /** The thread has ended, as something happened that nobody expected. */
  readonly fail: (error: Error) => void;
}

export type StartThread = (listener: ThreadListener) => SearchThread;
