import { Worker } from 'node:worker_threads';
import type { Session } from '../http/session.js';
import type { RangeTarget } from './fetch-range.js';
import { Post } from './post.js';

/** The bundle of range-worker.ts as text, which the bundler puts here. */
declare const RANGE_WORKER: string;

/** Parts of what lies on a server, for those who read without waiting for promises. */
export interface RangeReader {
  /** @returns bytes that are good until the next call */
  read(target: RangeTarget, offset: number, length: number, next: number): Uint8Array;
}

/** Another thread that asks the server, while this one waits. */
export class RangeThread implements RangeReader {
  private readonly post = new Post();
  private worker: Worker | undefined;

  constructor(private readonly session: Session) {}

  read(target: RangeTarget, offset: number, length: number, next: number): Uint8Array {
    this.worker ??= this.start();
    this.post.expect();
    this.worker.postMessage({ target, offset, length, next });
    return this.post.receive(target);
  }

  /** The program need not wait until it has ended. */
  close(): void {
    this.worker?.unref();
    void this.worker?.terminate();
    this.worker = undefined;
  }

  private start(): Worker {
    const workerData = { config: this.session.shared, shared: this.post.shared };
    const worker = new Worker(RANGE_WORKER, { eval: true, workerData });
    worker.unref();
    return worker;
  }
}
