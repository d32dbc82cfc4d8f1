import type { Credentials } from '../remote-access.js';
import type { Tls } from './exchange.js';

/** How a server is talked to. It goes to other threads as it is. */
export interface SessionConfig {
  /** What is read, as it may be shown. */
  readonly file: string;
  /** The server that was named: credentials are for it alone. */
  readonly origin: string;
  readonly credentials?: Credentials;
  readonly tls: Tls;
  readonly timeoutMs: number;
  /** How often what was cut is tried again, and how long to wait before the first time. */
  readonly retries: number;
  readonly pauseMs: number;
  /** What another session has got for the credentials. */
  readonly authorization?: string;
}
