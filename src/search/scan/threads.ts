import { SHARE_ENV, Worker } from 'node:worker_threads';
import { freeAddresses } from '../../bytes/address-space.js';
import { CheckpointError, type ErrorCode, type Place } from '../../bytes/checkpoint-error.js';
import { WASM_ADDRESSES } from '../../bytes/web-assembly.js';
import type { Job, JobResult } from './job.js';
import type { Sought } from './sought.js';

/** The bundle of search-worker.ts as text, which the bundler puts here: without a file it cannot be lost. */
declare const SEARCH_WORKER: string;

/** What a thread says to a job. */
export type Answer =
  | { readonly id: number; readonly result: JobResult }
  | {
      readonly id: number;
      readonly error: {
        readonly code: ErrorCode;
        readonly sentence: string;
        readonly place: Place;
      };
    };

/** What a thread needs lies outside of its heap; garbage is not to pile up in each of them. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** Addresses that a thread takes: its WebAssembly memory, and what Node.js needs for it. */
const ADDRESSES = WASM_ADDRESSES + 2 * 1024 ** 3;

/** Jobs that a thread has at once, so that it need not wait for the next. */
const JOBS_AT_ONCE = 2;

interface Waiting {
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
}

/** Other threads that search. They take a while to start; until then there is no room for a job. */
export class Threads {
  private readonly workers: { readonly worker: Worker; ready: boolean; busy: number }[];
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;

  /**
   * @param count at most; fewer where addresses are limited (ulimit -v): V8 would end the program
   * @param code the bundle of search-worker.ts; without it, as where nothing is bundled, there are no threads
   */
  constructor(sought: readonly Sought[], count: number, code = bundledWorker()) {
    // One more for this thread, which searches as well.
    const most = Math.max(Math.floor(freeAddresses() / ADDRESSES) - 1, 0);
    this.workers = Array.from({ length: code === '' ? 0 : Math.min(count, most) }, () => {
      const worker = new Worker(code, {
        eval: true,
        workerData: sought,
        resourceLimits: LIMITS,
        env: SHARE_ENV,
        trackUnmanagedFds: false,
      });
      const entry = { worker, ready: false, busy: 0 };
      worker.on('message', (answer: Answer | 'ready') => {
        if (answer === 'ready') {
          entry.ready = true;
        } else {
          entry.busy -= 1;
          this.settle(answer);
        }
      });
      worker.on('error', (error) => {
        for (const { reject } of this.waiting.values()) reject(error);
      });
      return entry;
    });
  }

  get hasRoom(): boolean {
    return this.workers.some(isFree);
  }

  /** The hits of a job, once a thread has searched it; call it only while there is room. */
  scan(job: Job): Promise<JobResult> {
    const entry = this.workers.filter(isFree).sort((a, b) => a.busy - b.busy)[0];
    if (entry === undefined) throw new RangeError('no thread has room');
    const id = this.nextId++;
    entry.busy += 1;
    entry.worker.postMessage({ id, job });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
  }

  /** The program need not wait until they have ended. */
  close(): void {
    for (const { worker } of this.workers) {
      worker.unref();
      void worker.terminate();
    }
  }

  private settle(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('result' in answer) {
      waiting?.resolve(answer.result);
      return;
    }
    const { code, sentence, place } = answer.error;
    waiting?.reject(new CheckpointError(code, sentence, place));
  }
}

function isFree({ ready, busy }: { ready: boolean; busy: number }): boolean {
  return ready && busy < JOBS_AT_ONCE;
}

function bundledWorker(): string {
  return typeof SEARCH_WORKER === 'string' ? SEARCH_WORKER : '';
}
